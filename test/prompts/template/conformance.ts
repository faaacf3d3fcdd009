/** What the templates are rendered with. */
export const values = {
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

/** Templates and what Jinja 3.1 makes of them with `values`. */
export const CONFORMANCE: readonly (readonly [template: string, expected: string])[] = [
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
  ["{{ text | indent(2, first=false) }}", "first\n  second\n\n  third"],
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

  // inline if
  ["{{ 'a' if yes else 'b' }}{{ 'a' if missing else 'b' }}[{{ 'a' if missing }}]", "ab[]"],
  ["{{ 'a' if empty else 'b' if count == 3 else 'c' }}", "b"],
  ["{{ ('x' if yes else 'y') ~ 'z' }}", "xz"],
  // operators
  ["{{ 'a' ~ 1 ~ yes ~ missing ~ nothing }}", "a1TrueNone"],
  [
    "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** 3 ** 2 }}",
    "3 9 3 -4 1 2 64",
  ],
  ["{{ 7 / 2 }} {{ -count }} {{ +count }} {{ -2 ** 2 }} {{ 1_000 }}", "3.5 -3 3 4 1000"],
  ["{{ 'a' + 'b' }} {{ 'ab' * 2 }} {{ [1] + [2] }} {{ [0] * 2 }}", "ab abab [1, 2] [0, 0]"],
  ["{{ 'a' 'b' \"c\" }}", "abc"],
  ["{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 2 > 1 == 1 }} {{ 1 in [1] in [True] }}", "True False True False"],
  ["{{ not yes == False }} {{ not not yes }}", "True True"],
  ["{{ (1 + 1) ~ 'x' }} {{ 'x' ~ 1 * 2 }}", "2x x2"],
  // literals
  ["{{ {'a': 1, 'b': [1, {'c': None}]} }} {{ {} }} {{ [] }}", "{'a': 1, 'b': [1, {'c': None}]} {} []"],
  ["{{ {'a': {'b': {}}} }}", "{'a': {'b': {}}}"],
  ["{{ (1) }} {{ [1, 2,] }} {{ {'a': 1,}.a }}", "1 [1, 2] 1"],
  // slices
  [
    "{{ list[1:] }} {{ list[:2] }} {{ list[-2:] }} {{ list[::2] }} {{ list[::-1] }} {{ list[5:] }}",
    "['b', 'c'] ['a', 'b'] ['b', 'c'] ['a', 'c'] ['c', 'b', 'a'] []",
  ],
  ["{{ 'hello'[1:3] }} {{ 'hello'[::-1] }} {{ 'hello'[-1] }} {{ '😀b'[1] }} {{ list[count - 2] }}", "el olleh o b b"],
  // set
  ["{% set a = 1 %}{% set b = a + 1 %}{{ a }}{{ b }}", "12"],
  ["{% set a, b = [1, 2] %}{{ b }}{{ a }}", "21"],
  ["{% set user = 'Bob' %}{{ user }}", "Bob"],
  ["{% set a = 1 %}{% for x in list %}{% set a = x %}{{ a }}{% endfor %}{{ a }}", "abc1"],
  ["{% if yes %}{% set a = 1 %}{% endif %}{{ a }}", "1"],
  ["{% if missing is not defined %}{% set missing = {'k': 'v'} %}{% endif %}{{ missing.k }}", "v"],
  ["{% set ns = namespace(n=0) %}{% for x in list %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}", "3"],
  ["{% set a %}x{{ user }}y{% endset %}[{{ a }}]", "[xAnny]"],
  // loops
  ["{% for x in [] %}x{% else %}none{% endfor %}{% for x in list %}{{ x }}{% else %}none{% endfor %}", "noneabc"],
  ["{% for x in list if x != 'b' %}{{ loop.index }}{{ x }}{{ loop.length }} {% endfor %}", "1a2 2c2 "],
  ["{% for x in list if x == 'z' %}{{ x }}{% else %}none{% endfor %}", "none"],
  [
    "{% for x in list %}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}",
    "32b 21ac 10b ",
  ],
  ["{% for i in range(3) %}{{ i }}{% endfor %}{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}", "012531"],
  ["{% for k in dict.keys() %}{{ k }};{% endfor %}{% for x in 'ab' %}{{ x }}.{% endfor %}", "one;two;odd key;a.b."],
  ["{% for x in list %}{% for y in [1] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "111213"],
  ["{% set a = 1 %}{% for x in [] %}{% else %}{% set a = 2 %}{{ a }}{% endfor %}{{ a }}", "21"],
  // tests
  [
    "{{ user is string }} {{ count is number }} {{ price is float }} {{ count is integer }} {{ dict is mapping }} {{ list is sequence }} {{ list is iterable }} {{ yes is boolean }}",
    "True True True True True True True True",
  ],
  [
    "{{ count is odd }} {{ count is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 'a' is in list }} {{ 'z' is not in list }}",
    "True False True False True True",
  ],
  [
    "{{ count is eq 3 }} {{ count is equalto(4) }} {{ count is gt 2 }} {{ count is le 2 }} {{ user is upper }} {{ 'ABC' is upper }} {{ yes is true }} {{ nothing is none }}",
    "True False True False False True True True",
  ],
  ["{{ user is defined and missing is not defined }} {{ missing is defined or user is string }}", "True True"],
  // filters
  ["{{ list | first }}{{ list | last }}[{{ [] | first }}]{{ 'abc' | first }}", "ac[]a"],
  [
    "{{ 'abc' | list }} {{ dict | list }} {{ list | reverse | join }} {{ 'abc' | reverse }}",
    "['a', 'b', 'c'] ['one', 'two', 'odd key'] cba cba",
  ],
  [
    "{{ [3, 1, 2] | sort }} {{ ['b', 'A', 'c'] | sort }} {{ [1, 3, 2] | sort(reverse=true) }} {{ ['b', 'A'] | sort(case_sensitive=true) }}",
    "[1, 2, 3] ['A', 'b', 'c'] [3, 2, 1] ['A', 'b']",
  ],
  [
    "{{ nested.rows | map(attribute='id') | list }} {{ list | map('upper') | join(',') }} {{ ['a b'] | map('replace', ' ', '-') | list }}",
    "[7] A,B,C ['a-b']",
  ],
  [
    "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join }} {{ messages | rejectattr('role', 'eq', 'user') | list }}",
    "hi []",
  ],
  [
    "{{ [1, 2, 3, 4] | select('odd') | list }} {{ [1, 2] | reject('odd') | list }} {{ [0, 1, ''] | select | list }} {{ [{'a': 1}, {}] | selectattr('a') | list | length }}",
    "[1, 3] [2] [1] 1",
  ],
  [
    "{{ ['a', 'A', 'b', 'a'] | unique | list }} {{ [1, 1, 2] | unique | list }} {{ [1, 2, 3] | sum }} {{ [{'n': 2}, {'n': 3}] | sum(attribute='n') }}",
    "['a', 'b'] [1, 2] 6 5",
  ],
  [
    "{{ [3, 1, 2] | min }} {{ [3, 1, 2] | max }} {{ ['b', 'A'] | min }} {{ messages | join(', ', attribute='role') }}",
    "1 3 A user",
  ],
  [
    "{{ 'hello world' | replace('o', '0') }} {{ 'aaa' | replace('a', 'b', 2) }} {{ 'ab' | replace('', '-') }}",
    "hell0 w0rld bba -a-b-",
  ],
  [
    "{{ \"it's a TEST-case\" | title }} {{ 'hELLO wORLD' | capitalize }} {{ 'xxhixx' | trim('x') }} {{ 'a bb  c' | wordcount }}",
    "It's A Test-Case Hello world hi 3",
  ],
  [
    "{{ '42' | int + 1 }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ 3.7 | int }} {{ '2.5' | float }} {{ 'x' | float(1.5) }}",
    "43 0 7 3 2.5 1.5",
  ],
  [
    "{{ 2.567 | round(2) }} {{ -5 | abs }} {{ 3 | string ~ 1 }} {{ missing | d('x') }} {{ list | count }}",
    "2.57 5 31 x 3",
  ],
  [
    "{{ 'a long sentence to cut' | truncate(10) }} {{ 'abcdefghijklmnopqrstu' | truncate(10, True) }} {{ 'short' | truncate(10) }}",
    "a long... abcdefg... short",
  ],
  ["{{ '<a & b>' | e }} {{ '<b>' | escape }} {{ 'x' | safe }}", "&lt;a &amp; b&gt; &lt;b&gt; x"],
  [
    "{% for k, v in dict | dictsort %}{{ k }}={{ v }} {% endfor %}{% for k, v in dict | items %}{{ k }} {% endfor %}",
    "odd key=True one=1 two=x one two odd key ",
  ],
  ["{{ {'b': [1, 2], 'a': {}} | tojson(indent=2) }}", '{\n  "a": {},\n  "b": [\n    1,\n    2\n  ]\n}'],
  ["{{ missing | default(value) | default('x', boolean=true) }}", "x"],
  // methods
  [
    "{{ user.upper() }}{{ user.lower() }} {{ ' x '.strip() }} {{ 'xxa'.lstrip('x') }} {{ 'a--'.rstrip('-') }} {{ \"it's\".title() }}",
    "ANNann x a a It'S",
  ],
  [
    "{{ 'a,b,c'.split(',') }} {{ 'a b  c'.split() }} {{ 'a,b,c'.split(',', 1) }} {{ '-'.join(list) }} {{ 'a\\nb\\n'.splitlines() }}",
    "['a', 'b', 'c'] ['a', 'b', 'c'] ['a', 'b,c'] a-b-c ['a', 'b']",
  ],
  ["{{ 'hello'.startswith('he') }} {{ 'hello'.endswith('x') }} {{ 'hello'.replace('l', 'L', 1) }}", "True False heLlo"],
  [
    "{{ dict.get('one') }} {{ dict.get('zero') }} {{ dict.get('zero', 5) }} {{ dict.items() | list | length }}",
    "1 None 5 3",
  ],
  // raw, whitespace
  ["{% raw %}{{ user }}{% if %}{# x #}{% endraw %}!", "{{ user }}{% if %}{# x #}!"],
  ["a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b"],
  ["a\n{%+ if yes %}b{% endif +%}\nc", "a\nb\nc"],
  ["{% set x = {'a': 1} -%}\n  {{ x.a }}", "1"],
  ["[{{ user | center(6) }}][{{ user | center(width=8) }}][{{ user | center(2) }}]", "[ Ann  ][  Ann   ][Ann]"],
  ["{{ 'the quick brown-fox jumps--over it' | wordwrap(8) }}", "the\nquick\nbrown-\nfox\njumps--\nover it"],
  [
    "{{ 'a state-of-the-art incomprehensible e-mail' | wordwrap(7, wrapstring='|') }}",
    "a|state-|of-the-|art inc|omprehe|nsible|e-mail",
  ],
  ["{{ 'incomprehensible well-known' | wordwrap(5, false) }}", "incomprehensible\nwell-\nknown"],
  [
    "{{ 'well-known' | wordwrap(6, break_on_hyphens=false) }}{{ text | wordwrap(3) }}",
    "well-k\nnownfir\nst\nsec\nond\n\nthi\nrd",
  ],
  [
    "{{ list | batch(2) | list }}{{ list | batch(2, 'x') | list }}{{ missing | batch(2) | list }}",
    "[['a', 'b'], ['c']][['a', 'b'], ['c', 'x']][]",
  ],
  [
    "{{ list | slice(2) | list }}{{ list | slice(3, 'x') | list }}{{ list | slice(2, fill_with='x') | list }}",
    "[['a', 'b'], ['c']][['a', 'x'], ['b', 'x'], ['c', 'x']][['a', 'b'], ['c', 'x']]",
  ],
  [
    "{{ 'a b/c?é(1)' | urlencode }} {{ dict | urlencode }} {{ [['q', 'x/y z']] | urlencode }} {{ count | urlencode }}",
    "a%20b/c%3F%C3%A9%281%29 one=1&two=x&odd+key=True q=x%2Fy+z 3",
  ],
  [
    "{{ html | striptags }}|{{ '<p> a  &lt;b&gt;<!-- <i> -->&#33;&#x41;&nbsp;</p> < open' | striptags }}",
    "& é|a <b>!A  < open",
  ],
  ["{% with a = 1, b = count + 1 %}{{ a }}{{ b }}{% set c = 9 %}{{ c }}{% endwith %}[{{ a }}{{ c }}]", "149[]"],
  [
    "{% with user = 'Bo', old = user %}{{ user }} {{ old }}{% with %}{{ user }}{% endwith %}{% endwith %} {{ user }}",
    "Bo AnnBo Ann",
  ],
];
