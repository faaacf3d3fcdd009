import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, LimitError } from "../../../src/errors.ts";
import { compileTemplate } from "../../../src/prompts/template/template.ts";
import { CONFORMANCE, values } from "./conformance.ts";

const render = (text: string): string => compileTemplate(text).render(values);

describe("compileTemplate", () => {
  it.each(CONFORMANCE)("renders %j as Jinja does", (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it.each(["[1] | batch(0)", "[1] | slice(0)", "'a' | wordwrap(0)", "'a' | center(-1)", "['a'] | urlencode"])(
    "rejects {{ %s }}",
    (expression) => {
      expect(() => render(`{{ ${expression} }}`)).toThrow(ConfigError);
    },
  );

  it("also indents the first line, as NeMo Guardrails does", () => {
    expect(render("{{ text | indent(2) }}")).toBe("  first\n  second\n\n  third");
  });

  const FAULTS: readonly (readonly [template: string, line: number, column: number, message: RegExp])[] = [
    ["a\n b {{ user", 2, 4, /not closed; write "}}"/],
    ["{{ 'open }}", 1, 4, /string in the tag is not closed/],
    ["\n\n{# open", 3, 1, /comment is not closed/],
    ["{% raw %}\nx", 1, 1, /"raw" is not closed; write "{% endraw %}"/],
    ["{% if a %}\n{% for x in y %}", 2, 1, /"for" is not closed; write "{% endfor %}"/],
    ["{% if a %}b", 1, 1, /write "{% endif %}"/],
    ["{% set a %}b", 1, 1, /write "{% endset %}"/],
    ["{% endif %}", 1, 1, /nothing open/],
    ["{% for x in y %}{% endif %}", 1, 17, /Expected "else" or "endfor", found "endif"/],
    ["{% if a %}{% else %}{% elif b %}{% endif %}", 1, 21, /Expected "endif", found "elif"/],
    ["x\n {% include 'x' %}", 2, 2, /statement "include" is not supported; use if, for, set, with or raw/],
    ["{% set 1 = 2 %}", 1, 8, /Expected a name, found "1"/],
    ["{% set a, b %}x{% endset %}", 1, 1, /without a value takes one name/],
    ["{{ user() }}", 1, 4, /function "user" is not supported; use dict, namespace, range/],
    ["{{ user.shout() }}", 1, 9, /method "shout" is not supported; use capitalize, endswith/],
    ["{{ (user)() }}", 1, 10, /cannot be called; functions are/],
    ["{{ user.constructor() }}", 1, 9, /method "constructor" is not supported/],
    ["{{ a is tall }}", 1, 9, /test "tall" is not supported; use/],
    ["{{ a is constructor }}", 1, 9, /test "constructor" is not supported/],
    ["{{ a if }}", 1, 6, /Expected a value, found the end of the tag/],
    ["{{ f(a=1, 2) }}", 1, 4, /function "f" is not supported/],
    ["{{ a | replace(old='x', 'y') }}", 1, 25, /without a name stands behind one with a name/],
    ["{{ }}", 1, 1, /Expected a value, found the end of the tag/],
    ["{{ a[] }}", 1, 5, /Expected a value in the brackets/],
    ["{{ a[1:2:3:4] }}", 1, 11, /Expected "]", found ":"/],
    ["{{ {'a' 1} }}", 1, 9, /Expected ":", found "1"/],
    ["{{ not }}", 1, 4, /Expected a value/],
    ["{{ a ! b }}", 1, 6, /"!" is not supported/],
    [`{{ ${"(".repeat(200)}a${")".repeat(200)} }}`, 1, 104, /nested too deeply/],
    [`{{ ${"-".repeat(200)}a }}`, 1, 104, /nested too deeply/],
    [`{{ ${"a + ".repeat(300)}a }}`, 1, 808, /too long/],
    [`{{ ${"a or ".repeat(300)}a }}`, 1, 1009, /too long/],
    [`{{ a${".b".repeat(300)} }}`, 1, 405, /too long/],
    [`{{ a${" if b".repeat(300)} }}`, 1, 1009, /too long/],
    ["{% if a %}".repeat(200), 1, 1001, /nested too deeply/],
  ];

  it.each(FAULTS)("rejects %j with line %i, column %i", (template, line, column, message) => {
    const error = (() => {
      try {
        compileTemplate(template, { source: "prompts.yml" });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    const [issue] = (error as ConfigError).issues;
    expect(issue).toMatchObject({ source: "prompts.yml", line, column });
    expect(issue?.message).toMatch(message);
  });

  it("reports a name as a variable wherever it may be unassigned", () => {
    const read = (text: string): readonly string[] => [...compileTemplate(text).variables].sort();
    expect(read("{% set a = b %}{{ a }}")).toEqual(["b"]);
    expect(read("{% if a is not defined %}{% set a = 1 %}{% endif %}{{ a }}")).toEqual(["a"]);
    expect(read("{% if b %}{% set a = 1 %}{{ a }}{% endif %}{{ a }}")).toEqual(["a", "b"]);
    expect(read("{% for x in y if x.z %}{% set a = x %}{{ a }}{% else %}{{ x }}{% endfor %}{{ a }}")).toEqual([
      "a",
      "x",
      "y",
    ]);
    expect(read("{% set a %}{{ b }}{% endset %}{{ a }}")).toEqual(["b"]);
    expect(read("{% for x in y %}{% for x in x %}{% endfor %}{{ x }}{% endfor %}")).toEqual(["y"]);
  });

  it("reports the variables and filters of a template, without loop variables", () => {
    const template = compileTemplate(
      "{{ a.b | upper }}{% for x in c %}{{ x }}{{ loop.index }}{{ d[e] }}{% endfor %}{{ x }}",
    );
    expect([...template.variables].sort()).toEqual(["a", "c", "d", "e", "x"]);
    expect([...template.filters]).toEqual(["upper"]);
  });

  it("keeps the value of a template that is a single expression", () => {
    const template = compileTemplate("{{ messages }}\n");
    expect(template.isExpression).toBe(true);
    expect(template.value(values)).toBe(values.messages);
    expect(compileTemplate("x{{ messages }}").isExpression).toBe(false);
    expect(compileTemplate("x{{ count }}").value(values)).toBe("x3");
  });

  it("prefers the given filters to its own", () => {
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
    "{{ user['constructor'] }}{{ user['length'] }}{{ list['length'] }}",
    "{{ [user, list, dict] | map(attribute='constructor') | select | join }}",
    "{{ [dict] | selectattr('constructor') | list | join }}",
    "{{ dict.get('constructor', '') }}{{ dict.get('__proto__', '') }}",
    "{% set o = dict(__proto__='x') %}{{ o.toString }}",
    "{% set o = {'__proto__': 'x'} %}{{ o.toString }}",
    "{% set ns = namespace(constructor='') %}{{ ns.constructor }}{{ ns.toString }}",
    "{% for f in fns %}{{ f }}{% endfor %}",
  ];

  it.each(HIDDEN)("does not render prototype members and functions: %s", (template) => {
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

  it("compiles any text or rejects it with a ConfigError", () => {
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
      "else",
      "set",
      "=",
      "~",
      "is",
      "defined",
      "[",
      "]",
      "{",
      "}",
      ":",
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
    ["{{ user | shout }}", /filter "shout" is not known; known are abs, batch, capitalize/],
    ["{{ user | constructor }}", /filter "constructor" is not known/],
    ["{% for x in count %}{% endfor %}", /a number cannot be looped over/],
    ["{% for x in list.items() %}{% endfor %}", /items\(\) needs a dict, not a list/],
    ["{% for a, b in count_pairs %}{% endfor %}", /There are 2 names/],
    ["{% if count < 'a' %}{% endif %}", /have no order/],
    ["{% if 1 in count %}{% endif %}", /cannot look for a number in a number/],
    ["{{ count | length }}", /has no length/],
    ["{{ user | indent('x') }}", /whole number/],
  ])("rejects %j with the line", (template, message) => {
    const broken = compileTemplate(`\n${template}`);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(ConfigError);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(message);
    expect(() => broken.render({ ...values, count_pairs: [1] })).toThrow(/^2:\d+: /);
  });

  it("stops after 10,000 loop iterations, including nested ones", () => {
    const list = Array.from({ length: 101 }, (_, index) => index);
    const template = compileTemplate("{% for x in list %}{% for y in list %}.{% endfor %}{% endfor %}");
    expect(() => template.render({ list })).toThrow(LimitError);
    expect(template.render({ list: list.slice(0, 99) })).toHaveLength(9801);
  });

  it("stops at 1,000,000 characters, however they are written", () => {
    const half = "x".repeat(600_000);
    expect(() => compileTemplate("{{ half }}{{ half }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ [half, half] | join }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ [half, half] }}").render({ half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ lines | indent(900000) }}").render({ lines: "a\nb\nc" })).toThrow(LimitError);
    const wide = "{{ lines | wordwrap(1, wrapstring=half) }}";
    expect(() => compileTemplate(wide).render({ lines: "a b c", half })).toThrow(LimitError);
    expect(() => compileTemplate("{{ [1] | batch(900000, 0) }}").render({})).toThrow(LimitError);
    expect(() => compileTemplate("{{ [1] | slice(900000) }}").render({})).toThrow(LimitError);
    expect(compileTemplate("{{ half }}").render({ half })).toBe(half);
  });

  it.each([
    ["{% set a = 'x' * 1000 %}{% for i in range(9000) %}{% set b = a | upper | lower %}{% endfor %}", /too much work/],
    ["{% set a = range(9000) | list %}{% for i in a %}{% if -1 in a %}{% endif %}{% endfor %}", /too much work/],
    ["{% set a = 'xxxxxxxxxx' * 99999 %}{{ a ~ a }}", /longer than/],
    ["{{ 'x' * 10 ** 12 }}", /longer than/],
    ["{{ [1] * 1000001 }}", /longer than/],
    ["{% set a = 'x' * 1000 %}{{ a | replace('x', a) | replace('x', a) }}", /longer than/],
    ["{{ range(10001) }}", /more than 10000/],
    ["{% for i in range(9000) if i > 0 %}{% endfor %}", /loops more than/],
    ["{% for a in range(200) %}{% for b in range(60) %}{% endfor %}{% endfor %}", /loops more than/],
  ])("stops endless work: %s", (template, message) => {
    const endless = compileTemplate(template);
    expect(() => endless.render({})).toThrow(LimitError);
    expect(() => endless.render({})).toThrow(message);
  });

  it("stops at lists that repeatedly contain each other", () => {
    const steps = Array.from({ length: 40 }, (_, index) => `{% set a${index + 1} = [a${index}, a${index}] %}`).join("");
    const start = "{% set a0 = [1, 1] %}{% set b0 = [1, 1] %}";
    const twin = steps.replaceAll("a", "b");
    expect(() => compileTemplate(`${start}${steps}{{ a40 }}`).render({})).toThrow(LimitError);
    expect(() => compileTemplate(`${start}${steps}${twin}{{ a40 == b40 }}`).render({})).toThrow(LimitError);
  });

  it("stops at a value that contains itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => compileTemplate("{{ loop_ }}").render({ loop_: loop })).toThrow(LimitError);
    expect(() => compileTemplate("{{ loop_ | tojson }}").render({ loop_: loop })).toThrow(LimitError);
  });
});
