"""
Asks a gateway by the packages `openai` and `anthropic`, and tells whether a canary stands anywhere in what they give or raise. Reads
requests, one JSON object a line: origin and call. Answers each with one line of JSON: where it stands.
"""

import json
import sys
from functools import cache

from anthropic import Anthropic
from openai import OpenAI

CANARY = "CANARY"
question = [{"role": "user", "content": "Hi"}]


def chat(openai, _):
    return openai.chat.completions.with_raw_response.create(model="any", messages=question)


def chat_streamed(openai, _):
    usage = {"include_usage": True}
    return openai.chat.completions.create(model="any", messages=question, stream=True, stream_options=usage)


def responses(openai, _):
    return openai.responses.with_raw_response.create(model="any", input="Hi")


def responses_streamed(openai, _):
    return openai.responses.create(model="any", input="Hi", stream=True)


def messages(_, anthropic):
    return anthropic.messages.with_raw_response.create(model="any", max_tokens=99, messages=question)


def messages_streamed(_, anthropic):
    return anthropic.messages.create(model="any", max_tokens=99, messages=question, stream=True)


calls = {call.__name__: call for call in (chat, chat_streamed, responses, responses_streamed, messages, messages_streamed)}


def parts(value):
    """What a value is made of, by name: entries, items, attributes, headers, and what led to an exception."""
    if isinstance(value, dict):
        yield from ((f"[{key!r}]", inner) for pair in value.items() for key, inner in ((pair[0], pair[0]), pair))
    elif isinstance(value, (list, tuple, set)):
        yield from ((f"[{index}]", inner) for index, inner in enumerate(value))
    else:
        yield from ((f".{name}", inner) for name, inner in getattr(value, "__dict__", {}).items())
        yield from ((f".{name}", inner) for name, inner in (getattr(value, "model_extra", None) or {}).items())
    if isinstance(value, BaseException):
        yield from ((".args", value.args), (".__cause__", value.__cause__), (".__context__", value.__context__))


def found(root):
    seen, leaks, left = set(), [], [("", root, 0)]
    while left:
        at, value, depth = left.pop()
        if isinstance(value, (str, bytes)):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            if CANARY in text:
                leaks.append(at)
        elif value is not None and id(value) not in seen and depth < 12 and not isinstance(value, (int, float, type)):
            seen.add(id(value))
            if depth <= 1 and (CANARY in str(value) or CANARY in repr(value)):
                leaks.append(f"{at} as a text")
            left.extend((at + name, inner, depth + 1) for name, inner in parts(value))
    return leaks


@cache
def clients(origin):
    options = {"api_key": "any", "max_retries": 0, "timeout": 10}
    return OpenAI(base_url=f"{origin}/v1", **options), Anthropic(base_url=origin, **options)


def everything(call, origin):
    told = []
    try:
        answer = calls[call](*clients(origin))
        told.append(answer)
        if hasattr(answer, "http_response"):
            told += [answer.parse(), list(answer.headers.items()), answer.http_response.text]
        else:
            told.append(list(answer.response.headers.items()))
            for event in answer:
                told.append(event)
    except Exception as error:
        told.append(error)
        response = getattr(error, "response", None)
        if response is not None:
            # What broke off in mid-stream was told event by event.
            told += [list(response.headers.items()), getattr(response, "_content", b"")]
    return told


for line in sys.stdin:
    asked = json.loads(line)
    told = everything(asked["call"], asked["origin"])
    print(json.dumps({"leaks": found(told), "told": len(told)}), flush=True)
