/** NVIDIA's example `nemoguards`: its models, flows and settings, with our own prompts. */
export const NEMOGUARDS = `
models:
  - { type: main, engine: nim, model: meta/llama-3.3-70b-instruct }
  - { type: content_safety, engine: nim, model: nvidia/llama-3.1-nemoguard-8b-content-safety }
  - { type: topic_control, engine: nim, model: nvidia/llama-3.1-nemoguard-8b-topic-control }

rails:
  input:
    flows:
      - content safety check input $model=content_safety
      - topic safety check input $model=topic_control
      - jailbreak detection model
  output:
    flows:
      - content safety check output $model=content_safety
  config:
    jailbreak_detection:
      nim_base_url: "https://ai.api.nvidia.com"
      nim_server_endpoint: "/v1/security/nvidia/nemoguard-jailbreak-detect"
      api_key_env_var: NVIDIA_API_KEY

prompts:
  - task: content_safety_check_input $model=content_safety
    content: |
      Rate this conversation. user: {{ user_input }}
    output_parser: nemoguard_parse_prompt_safety
    max_tokens: 50
  - task: content_safety_check_output $model=content_safety
    content: |
      Rate this conversation. user: {{ user_input }} response: agent: {{ bot_response }}
    output_parser: nemoguard_parse_response_safety
    max_tokens: 50
  - task: topic_safety_check_input $model=topic_control
    content: |
      The bot is the voice of a harbour. It talks of ships, and of nothing that divides people.
`;

const POLICY = "Answer Yes or No: is this to be blocked?";

/** NVIDIA's example \`atomic\`: a main config, and one for each kind of check, which requests put together. */
export const ATOMIC = {
  main: "models: [{ type: main, engine: openai, model: gpt-3.5-turbo-instruct }]",
  input_checking: `
rails: { input: { flows: [self check input] } }
prompts: [{ task: self_check_input, content: "${POLICY} {{ user_input }}" }]
`,
  output_checking: `
rails: { output: { flows: [self check output] } }
prompts: [{ task: self_check_output, content: "${POLICY} {{ bot_response }}" }]
`,
} as const;
