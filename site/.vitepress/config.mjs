import { anchorOf, REPOSITORY } from "../links.ts";

const page = (text, link) => ({ text, link });

/** Code is code: Vue would read the braces of a prompt in it as an expression of its own. */
const withoutExpressionsInCode = ({ renderer }) => {
  const { code_inline: render } = renderer.rules;
  renderer.rules.code_inline = (tokens, index, ...rest) => {
    tokens[index].attrSet("v-pre", "");
    return render(tokens, index, ...rest);
  };
};

export default {
  title: "edgerails",
  description: "Streaming guardrails for any LLM, at the edge",
  base: "/edgerails/",
  srcDir: "docs",
  outDir: "dist",
  cleanUrls: true,
  markdown: { config: withoutExpressionsInCode, anchor: { slugify: anchorOf } },
  themeConfig: {
    search: { provider: "local" },
    nav: [{ text: "API", link: "/api/", target: "_self" }],
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    sidebar: [
      {
        text: "Use it",
        items: [
          page("Start", "/"),
          page("Library", "/library"),
          page("Gateway", "/gateway"),
          page("Clients", "/clients"),
          page("Drop-ins", "/drop-ins"),
          page("Checks without an answer", "/checks"),
          page("Playground", "/play"),
          page("Observe", "/observe"),
          page("Record and replay", "/replay"),
          page("Torture tests", "/torture"),
          page("Where it runs", "/compatibility"),
          page("Compared with NeMo Guardrails", "/nemo"),
        ],
      },
      {
        text: "Configs",
        items: [page("Config", "/config"), page("Every key", "/config-keys"), page("Colang", "/colang")],
      },
      {
        text: "Rails",
        items: [
          page("All rails", "/rails"),
          page("Detectors", "/detection"),
          page("LLM judges", "/model-rails"),
          page("Parsing of judges' answers", "/judge-answers"),
          page("Adding a rail", "/adding-a-rail"),
          page("Adding a wire", "/adding-a-wire"),
        ],
      },
    ],
  },
};
