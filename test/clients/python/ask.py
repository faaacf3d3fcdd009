"""
Asks a gateway by the `openai` package as its users do. Reads requests, one JSON object a line: origin, call, question. Answers
each with one line of JSON: what was read, or the name of what was raised.
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
    return chat(client.chat.completions.create(model="guarded", messages=messages(question)))


def chat_streamed(client, question):
    text, reason, tokens = "", None, None
    options = {"include_usage": True}
    said = messages(question)
    for chunk in client.chat.completions.create(model="guarded", messages=said, stream=True, stream_options=options):
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            reason = chunk.choices[0].finish_reason or reason
        if chunk.usage:
            tokens = chunk.usage.total_tokens
    return text, reason, tokens


def responses_create(client, question):
    return response(client.responses.create(model="guarded", input=question))


def responses_streamed(client, question):
    text, told = "", (None, None, None)
    for event in client.responses.create(model="guarded", input=question, stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
        elif event.type in ("response.completed", "response.incomplete"):
            told = response(event.response)
    return (text, *told[1:])


schema = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
function = {"name": "look_up", "description": "The weather of a city", "parameters": schema, "strict": True}


def chat_tool(client, question):
    said = messages(question)
    tools = [{"type": "function", "function": function}]
    message = client.chat.completions.create(model="any", messages=said, tools=tools).choices[0].message
    call = message.tool_calls[0]
    said += [message, {"role": "tool", "tool_call_id": call.id, "content": "rain"}, *messages("hi again")]
    after = client.chat.completions.create(model="any", messages=said, tools=tools).choices[0].message.content
    return {"name": call.function.name, "city": json.loads(call.function.arguments)["city"], "after": after}


def responses_tool(client, question):
    said = messages(question)
    tools = [{"type": "function", **function}]
    first = client.responses.create(model="any", input=said, tools=tools)
    call = next(item for item in first.output if item.type == "function_call")
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "rain"}
    second = client.responses.create(model="any", input=[*said, *first.output, result, *messages("hi again")], tools=tools)
    return {"name": call.name, "city": json.loads(call.arguments)["city"], "after": second.output_text}


def chat_structure(client, question):
    shape = {"type": "json_schema", "json_schema": {"name": "city", "schema": schema, "strict": True}}
    answer = client.chat.completions.create(model="any", messages=messages(question), response_format=shape)
    return json.loads(answer.choices[0].message.content)


def responses_structure(client, question):
    shape = {"format": {"type": "json_schema", "name": "city", "schema": schema, "strict": True}}
    return json.loads(client.responses.create(model="any", input=question, text=shape).output_text)


def reading(call):
    return lambda client, question: dict(zip(("text", "reason", "totalTokens"), call(client, question)))


calls = {
    "chat.completions.create": reading(chat_create),
    "chat.completions.create, streamed": reading(chat_streamed),
    "responses.create": reading(responses_create),
    "responses.create, streamed": reading(responses_streamed),
    "chat.completions.create tools": chat_tool,
    "responses.create tools": responses_tool,
    "chat.completions.create structured": chat_structure,
    "responses.create structured": responses_structure,
}


def answer(origin, call, question):
    client = OpenAI(base_url=f"{origin}/v1", api_key="any", max_retries=0, timeout=10)
    try:
        return calls[call](client, question)
    except Exception as error:
        return {"raised": type(error).__name__}


for line in sys.stdin:
    print(json.dumps(answer(**json.loads(line))), flush=True)
