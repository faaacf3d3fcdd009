const namesIn = (names: string): ReadonlySet<string> => new Set(names.split(" "));

/**
 * Message fields that answers, stores and pages add. They come back with the history, request nothing, and are removed.
 */
export const IGNORED_IN_MESSAGES: ReadonlySet<string> = namesIn(
  "_meta annotations audio cache_control childrenIds citations copilot_cache_control created createdAt created_at " +
    "cycle done experimental_providerMetadata finish_reason function_call id info isError is_error metadata model " +
    "modelIdx modelName models opts parentId parsed phase providerOptions provider_specific_fields " +
    "reasoning_signature refusal response_metadata send_to sent_from status stop_reason timestamp timings token_count " +
    "tool_name type updated_at usage usage_metadata user weight",
);

/**
 * Request fields by which pages and their servers identify conversations, exchange data and versions, or give cache
 * hints. They are not for a model, and are removed.
 */
export const IGNORED_IN_REQUESTS: ReadonlySet<string> = namesIn(
  "anthropic_beta anthropic_version background_tasks betas cache_control chat_id client_metadata conversationId " +
    "conversation_id diagnostics features filter_ids function_calling id " +
    "messageId message_id model_item parentMessageId parent_message_id prompt_cache_options " +
    "prompt_cache_retention request_id sessionId session_id tool_ids tool_servers variables",
);
