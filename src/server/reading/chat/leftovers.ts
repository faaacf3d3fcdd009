const namesIn = (names: string): ReadonlySet<string> => new Set(names.split(" "));

/**
 * What answers, stores and pages keep beside what is said. It comes back with the history, asks for nothing, and is left
 * out of a message.
 */
export const OF_MESSAGES: ReadonlySet<string> = namesIn(
  "_meta annotations audio cache_control childrenIds citations copilot_cache_control created createdAt created_at " +
    "cycle done experimental_providerMetadata finish_reason function_call id info isError is_error metadata model " +
    "modelIdx modelName models opts parentId parsed phase providerOptions provider_specific_fields " +
    "reasoning_signature refusal response_metadata send_to sent_from status stop_reason timestamp timings token_count " +
    "tool_name type updated_at usage usage_metadata user weight",
);

/**
 * By what pages and their servers tell conversations apart, what they ask of each other, versions of an API, and hints to
 * caches. It is for no model, and is left out.
 */
export const OF_REQUESTS: ReadonlySet<string> = namesIn(
  "anthropic_beta anthropic_version background_tasks betas cache_control chat_id client_metadata conversationId " +
    "conversation_id diagnostics features filter_ids function_calling id " +
    "messageId message_id model_item parentMessageId parent_message_id prompt_cache_options " +
    "prompt_cache_retention request_id sessionId session_id tool_ids tool_servers variables",
);
