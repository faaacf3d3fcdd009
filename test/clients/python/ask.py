"""
Asks a gateway by the `openai` package as its users do. Reads requests, one JSON object a line: origin, call, question.
Answers each with one line of JSON: what was read, or the name of what was raised.
"""

import json
import sys

from openai import OpenAI

def chat(answer):
    choice = answer.choices[0]
    return choice.message.content, choice.finish_reason, answer.usage.total_tokens


def response(answer):
    reason = "stop" if answer.status == "completed" else answer.incomplete_details.reason
    return answer.output_text, reason, answer.usage.total_tokens


def messages(question):
    return [{"role": "user", "content": question}]


def chat_create(client, question):
    return chat(client.chat.completions.create(model="any", messages=messages(question)))


def chat_streamed(client, question):
    text, reason, tokens = "", None, None
    options = {"include_usage": True}
    said = messages(question)
    for chunk in client.chat.completions.create(model="any", messages=said, stream=True, stream_options=options):
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            reason = chunk.choices[0].finish_reason or reason
        if chunk.usage:
            tokens = chunk.usage.total_tokens
    return text, reason, tokens


def responses_create(client, question):
    return response(client.responses.create(model="any", input=question))


def responses_streamed(client, question):
    text, told = "", (None, None, None)
    for event in client.responses.create(model="any", input=question, stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
        elif event.type in ("response.completed", "response.incomplete"):
            told = response(event.response)
    return (text, *told[1:])


calls = {
    "chat.completions.create": chat_create,
    "chat.completions.create, streamed": chat_streamed,
    "responses.create": responses_create,
    "responses.create, streamed": responses_streamed,
}


def answer(origin, call, question):
    client = OpenAI(base_url=f"{origin}/v1", api_key="any", max_retries=0, timeout=10)
    try:
        text, reason, tokens = calls[call](client, question)
    except Exception as error:
        return {"raised": type(error).__name__}
    return {"text": text, "reason": reason, "totalTokens": tokens}


for line in sys.stdin:
    print(json.dumps(answer(**json.loads(line))), flush=True)
