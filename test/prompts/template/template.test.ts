import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, LimitError } from "../../../src/errors.ts";
import { compileTemplate } from "../../../src/prompts/template/template.ts";

const values = {
  user: "Ann",
  empty: "",
  nothing: null,
  yes: true,
  count: 3,
  price: 1.5,
  list: ["a", "b", "c"],
  dict: { one: 1, two: "x", "odd key": true },
  nested: { deep: { name: "core" }, rows: [{ id: 7 }] },
  messages: [{ role: "user", content: "hi" }],
  text: "first\nsecond\n\nthird",
  html: "<a href='x'>&</a> é",
};

const render = (text: string): string => compileTemplate(text).render(values);

const CONFORMANCE: readonly (readonly [template: string, expected: string])[] = [
  ["plain text", "plain text"],
  ["one newline goes\n", "one newline goes"],
  ["of two one stays\n\n", "of two one stays\n"],
  ["a\r\nb", "a\nb"],
  ["{ not a tag }", "{ not a tag }"],
  ["{{ user }}", "Ann"],
  ["{{user}}!", "Ann!"],
  ["[{{ missing }}]", "[]"],
  ["[{{ missing.deeper.still }}]", "[]"],
  ["{{ nested.deep.name }}", "core"],
  ["{{ nested['deep'][\"name\"] }}", "core"],
  ["{{ nested.rows[0].id }}{{ nested.rows.0.id }}{{ list[-1] }}", "77c"],
  ["{{ dict['odd key'] }} {{ nothing }} {{ count }} {{ price }}", "True None 3 1.5"],
  ["{{ list }} {{ dict }}", "['a', 'b', 'c'] {'one': 1, 'two': 'x', 'odd key': True}"],
  ['{{ ["it\'s", "say \\"x\\"", \'a\\nb\'] }}', `["it's", 'say "x"', 'a\\nb']`],
  ["{{ '{{' }} {{ \"}}\" }}", "{{ }}"],
  ["{{ 'tab\\there \\u00e9 \\x41 \\q' }}", "tab\there é A \\q"],
  ["{{ user | upper }}{{ user|lower }}{{ '  x ' | trim }}", "ANNannx"],
  ["{{ list | join(', ') | upper }}", "A, B, C"],
  ["{{ list | join }}", "abc"],
  ["{{ list | length }} {{ '😀a' | length }} {{ missing | length }} {{ dict | length }}", "3 2 0 3"],
  [
    "{{ missing | default('none yet') }} {{ nothing | default('x') }} {{ empty | default('y', true) }}",
    "none yet None y",
  ],
  ["{{ text | indent(2) }}", "first\n  second\n\n  third"],
  ["{{ dict | tojson }}", '{"odd key": true, "one": 1, "two": "x"}'],
  ["{{ html | tojson }}", '"\\u003ca href=\\u0027x\\u0027\\u003e\\u0026\\u003c/a\\u003e \\u00e9"'],
  ["{% if user %}a{% else %}b{% endif %}", "a"],
  ["{% if missing %}a{% elif count > 5 %}b{% elif count == 3 %}c{% else %}d{% endif %}", "c"],
  ["{% if empty %}a{% endif %}{% if nothing %}b{% endif %}{% if not [] %}c{% endif %}", "c"],
  ["{% if user != None and user != '' %}y{% endif %}", "y"],
  ["{% if missing == None %}a{% else %}b{% endif %}", "b"],
  [
    "{% if user is defined %}a{% endif %}{% if user is not defined %}b{% endif %}{% if missing is undefined %}c{% endif %}",
    "ac",
  ],
  ["{% if nothing is none %}a{% endif %}{% if user is not none %}b{% endif %}", "ab"],
  ["{% if 'b' in list %}a{% endif %}{% if 'z' not in list %}b{% endif %}{% if 'nn' in user %}c{% endif %}", "abc"],
  [
    "{% if 'one' in dict %}a{% endif %}{% if 'x' in missing %}b{% endif %}{% if user in ['Ann', 'Bob'] %}c{% endif %}",
    "ac",
  ],
  ["{% if 1 < count <= 3 %}a{% endif %}{% if 'a' < 'b' %}b{% endif %}{% if count >= 4 %}c{% endif %}", "ab"],
  ["{% if yes == 1 %}a{% endif %}{% if list == ['a', 'b', 'c'] %}b{% endif %}{% if '3' == count %}c{% endif %}", "ab"],
  ["{% if not yes or (count == 3 and not missing) %}a{% endif %}", "a"],
  ["{% if list | length > 2 and True and not False %}a{% endif %}", "a"],
  ["{{ missing or user }} {{ user and count }}", "Ann 3"],
  ["{% for k, v in dict.items() %}{{ k }}={{ v }};{% endfor %}", "one=1;two=x;odd key=True;"],
  ["{% for x in list %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}", "1a,2b,3c"],
  [
    "{% for x in dict %}{{ x }} {% endfor %}{% for x in dict.values() %}{{ x }} {% endfor %}",
    "one two odd key 1 x True ",
  ],
  ["{% for x in missing %}{{ x }}{% endfor %}.", "."],
  [
    "{% for x in list %}{% for y in list %}{{ x }}{{ y }} {% endfor %}{% endfor %}{{ x }}",
    "aa ab ac ba bb bc ca cb cc ",
  ],
  ["{% for user in list %}{{ user }}{% endfor %}{{ user }}", "abcAnn"],
  ["{% for m in messages %}{{ m.role }}: {{ m.content }}{% endfor %}", "user: hi"],
  ["a {%- if user %} b {%- endif %} c", "a b c"],
  ["a\n{%- if user -%}\n b \n{%- endif -%}\n c", "abc"],
  ["a  {{- user -}}  b", "aAnnb"],
  ["a {# a {{ comment }} #}b", "a b"],
  ["a {#- trimmed -#} b", "ab"],
  ["{{ -1 }} {{ 2.5 }} {{ None }} {{ true }}", "-1 2.5 None True"],
];

describe("compileTemplate", () => {
  it.each(CONFORMANCE)("renders %j as Jinja does", (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  const FAULTS: readonly (readonly [template: string, line: number, message: RegExp])[] = [
    ["a\n{{ user", 2, /not closed; write "}}"/],
    ["{{ 'open }}", 1, /string in the tag is not closed/],
    ["\n\n{# open", 3, /comment is not closed/],
    ["{% if a %}\n{% for x in y %}", 2, /"for" is not closed; write "{% endfor %}"/],
    ["{% if a %}b", 1, /write "{% endif %}"/],
    ["{% endif %}", 1, /nothing open/],
    ["{% for x in y %}{% endif %}", 1, /Expected "endfor", found "endif"/],
    ["{% if a %}{% else %}{% elif b %}{% endif %}", 1, /Expected "endif", found "elif"/],
    ["x\n{% set a = 1 %}", 2, /"=" is not supported/],
    ["{% include 'x' %}", 1, /statement "include" is not supported; use if or for/],
    ["{{ user() }}", 1, /Calls are not supported/],
    ["{{ user.upper() }}", 1, /Calls are not supported/],
    ["{{ a + b }}", 1, /"\+" is not supported/],
    ["{{ a if b else c }}", 1, /Expected the end of the tag, found "if"/],
    ["{{ a is odd }}", 1, /test "odd" is not supported/],
    ["{{ }}", 1, /Expected a value, found the end of the tag/],
    ["{{ a[1:2] }}", 1, /":" is not supported/],
    ["{{ not }}", 1, /Expected a value/],
    [`{{ ${"(".repeat(200)}a${")".repeat(200)} }}`, 1, /nested too deeply/],
    ["{% if a %}".repeat(200), 1, /nested too deeply/],
  ];

  it.each(FAULTS)("refuses %j and names line %i", (template, line, message) => {
    const error = (() => {
      try {
        compileTemplate(template, { source: "prompts.yml" });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    const [issue] = (error as ConfigError).issues;
    expect(issue).toMatchObject({ source: "prompts.yml", line });
    expect(issue?.message).toMatch(message);
  });

  it("names the variables and filters a template reads, without what its loops bind", () => {
    const template = compileTemplate(
      "{{ a.b | upper }}{% for x in c %}{{ x }}{{ loop.index }}{{ d[e] }}{% endfor %}{{ x }}",
    );
    expect([...template.variables].sort()).toEqual(["a", "c", "d", "e", "x"]);
    expect([...template.filters]).toEqual(["upper"]);
  });

  it("keeps the value of a template that is one expression", () => {
    const template = compileTemplate("{{ messages }}\n");
    expect(template.isExpression).toBe(true);
    expect(template.value(values)).toBe(values.messages);
    expect(compileTemplate("x{{ messages }}").isExpression).toBe(false);
    expect(compileTemplate("x{{ count }}").value(values)).toBe("x3");
  });

  it("applies the filters it is given, in preference to its own", () => {
    const filters = { twice: (value: unknown, n: unknown) => `${String(value)}*${String(n)}`, upper: () => "mine" };
    expect(compileTemplate("{{ user | twice(2) }} {{ user | upper }}").render(values, filters)).toBe("Ann*2 mine");
  });
});

describe("Template.render", () => {
  const INJECTIONS = [
    "{{ 7*7 }}",
    "{{ config }}",
    "{{ secret }}",
    "{% for x in y %}",
    "{% endif %}",
    "{# gone #}",
    "${secret}",
    "$secret",
    "{{ ''.__class__ }}",
    "}}",
    "$& $1 $$",
    "<text-0123456789abcdef>",
  ];

  it.each(INJECTIONS)("inserts the user text %j literally", (text) => {
    expect(compileTemplate("<{{ user_input }}>").render({ user_input: text, secret: "s3cret" })).toBe(`<${text}>`);
    const looped = compileTemplate("{% for x in list %}{{ x | default('') }}{% endfor %}");
    expect(looped.render({ list: [text], secret: "s3cret" })).toBe(text);
  });

  const HIDDEN = [
    "{{ user.constructor }}",
    "{{ user.length }}",
    "{{ dict.constructor.name }}",
    "{{ dict.__proto__ }}",
    "{{ dict['__proto__']['toString'] }}",
    "{{ list.length }}{{ list.map }}",
    "{{ constructor }}{{ toString }}{{ __proto__ }}",
    "{{ action }}{{ actions.run }}",
    "{% for f in fns %}{{ f }}{% endfor %}",
  ];

  it.each(HIDDEN)("shows no prototype member and no function: %s", (template) => {
    const run = (): string => "ran";
    expect(compileTemplate(template).render({ ...values, action: run, actions: { run }, fns: [run] })).toBe("");
  });

  it("inserts any user text verbatim and once", () => {
    const template = compileTemplate("\u0001{{ user_input }}\u0002");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.constantFrom("{", "}", "%", "#", "-", "$", "\n", " ", "a") }),
        ),
        (text) => {
          expect(template.render({ user_input: text })).toBe(`\u0001${text}\u0002`);
        },
      ),
    );
  });

  it("compiles any text or refuses it with a ConfigError", () => {
    const unit = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "-",
      " ",
      "\n",
      "if",
      "for",
      "x",
      "in",
      "endif",
      "endfor",
      "'",
      "|",
      "(",
      ")",
      ".",
      "1",
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (pieces) => {
        try {
          expect(typeof compileTemplate(pieces.join("")).render({})).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });

  it.each([
    ["{{ user | shout }}", /filter "shout" is not known; known are default, indent/],
    ["{{ user | constructor }}", /filter "constructor" is not known/],
    ["{% for x in count %}{% endfor %}", /a number cannot be looped over/],
    ["{% for x in list.items() %}{% endfor %}", /items\(\) needs a dict, not a list/],
    ["{% for a, b in count_pairs %}{% endfor %}", /names 2 values/],
    ["{% if count < 'a' %}{% endif %}", /have no order/],
    ["{% if 1 in count %}{% endif %}", /cannot look for a number in a number/],
    ["{{ count | length }}", /has no length/],
    ["{{ user | indent('x') }}", /whole number/],
  ])("refuses %j with the line", (template, message) => {
    const broken = compileTemplate(`\n${template}`);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(ConfigError);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(message);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(/^2: /);
  });

  it("stops after 10,000 loop turns, nested ones counted together", () => {
    const list = Array.from({ length: 101 }, (_, index) => index);
    const template = compileTemplate("{% for x in list %}{% for y in list %}.{% endfor %}{% endfor %}");
    expect(() => template.render({ list })).toThrow(LimitError);
    expect(template.render({ list: list.slice(0, 99) })).toHaveLength(9801);
  });

  it("stops at 1,000,000 characters, whatever writes them", () => {
    const half = "x".repeat(600_000);
    expect(() => compileTemplate("{{ half }}{{ half }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ [half, half] | join }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ [half, half] }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ lines | indent(900000) }}").render({ lines: "a\nb\nc" })).toThrow(LimitError);
    expect(compileTemplate("{{ half }}").render({ half })).toBe(half);
  });

  it("stops at a value that contains itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => compileTemplate("{{ loop_ }}").render({ loop_: loop })).toThrow(LimitError);
    expect(() => compileTemplate("{{ loop_ | tojson }}").render({ loop_: loop })).toThrow(LimitError);
  });
});
