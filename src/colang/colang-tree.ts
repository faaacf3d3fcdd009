/** A position in a Colang text. Both numbers are 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type MathOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type CompareOperator = "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in" | "is" | "is not";

/** A Python expression in which variables start with `$`. */
export type ColangExpression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly at: Place }
  /** An f-string: texts and inserted values. */
  | { readonly kind: "joined"; readonly parts: readonly (string | ColangExpression)[]; readonly at: Place }
  | { readonly kind: "variable"; readonly name: string; readonly at: Place }
  | { readonly kind: "list"; readonly items: readonly ColangExpression[]; readonly at: Place }
  | {
      readonly kind: "dict";
      readonly entries: readonly (readonly [key: ColangExpression, value: ColangExpression])[];
      readonly at: Place;
    }
  | { readonly kind: "member"; readonly object: ColangExpression; readonly name: string; readonly at: Place }
  | { readonly kind: "index"; readonly object: ColangExpression; readonly key: ColangExpression; readonly at: Place }
  | {
      readonly kind: "slice";
      readonly object: ColangExpression;
      readonly bounds: readonly (ColangExpression | undefined)[];
      readonly at: Place;
    }
  /** A method call (`$text.lower()`), or a call of the function `len` if there is no object. */
  | {
      readonly kind: "call";
      readonly object: ColangExpression | undefined;
      readonly name: string;
      readonly args: readonly ColangExpression[];
      readonly at: Place;
    }
  | { readonly kind: "sign"; readonly sign: "-" | "+"; readonly operand: ColangExpression; readonly at: Place }
  | { readonly kind: "not"; readonly operand: ColangExpression; readonly at: Place }
  | {
      readonly kind: "math";
      readonly operator: MathOperator;
      readonly left: ColangExpression;
      readonly right: ColangExpression;
      readonly at: Place;
    }
  | {
      readonly kind: "compare";
      readonly first: ColangExpression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly right: ColangExpression }[];
      readonly at: Place;
    }
  | {
      readonly kind: "and" | "or";
      readonly left: ColangExpression;
      readonly right: ColangExpression;
      readonly at: Place;
    }
  | {
      readonly kind: "choice";
      readonly condition: ColangExpression;
      readonly chosen: ColangExpression;
      readonly otherwise: ColangExpression;
      readonly at: Place;
    };

/** An argument. Positional ones have no name. */
export interface ColangArgument {
  readonly name: string | undefined;
  readonly value: ColangExpression;
}

/** A bot message: by name, as a text, the value of a variable, or (in a wait) any. */
export type BotMessage =
  | { readonly kind: "named"; readonly name: string; readonly text: string | undefined }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: ColangExpression }
  | { readonly kind: "any" };

/** A wait for the user: for one of these intents, or any. */
export interface UserStatement {
  readonly kind: "user";
  readonly intents: readonly string[] | "any";
  readonly at: Place;
}

export interface BotStatement {
  readonly kind: "bot";
  readonly message: BotMessage;
  /** The comment before it, as instructions for a model that generates the message. */
  readonly instructions: string | undefined;
  readonly at: Place;
}

/** A wait for an event with these properties. */
export interface EventStatement {
  readonly kind: "event";
  readonly name: string;
  readonly properties: readonly ColangArgument[];
  readonly at: Place;
}

export type Trigger = UserStatement | BotStatement | EventStatement;

export type Statement =
  | Trigger
  | {
      readonly kind: "execute";
      readonly action: string;
      readonly args: readonly ColangArgument[];
      /** The variable for the action's result. */
      readonly result: string | undefined;
      readonly at: Place;
    }
  | { readonly kind: "set"; readonly variable: string; readonly value: ColangExpression; readonly at: Place }
  /** `$x = ...`: a model generates the value, by the comment before it. */
  | {
      readonly kind: "generate";
      readonly variable: string;
      readonly instructions: string | undefined;
      readonly at: Place;
    }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: ColangExpression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
      readonly at: Place;
    }
  | {
      readonly kind: "when";
      readonly branches: readonly { readonly trigger: Trigger; readonly body: readonly Statement[] }[];
      readonly at: Place;
    }
  | {
      readonly kind: "while";
      readonly condition: ColangExpression;
      readonly body: readonly Statement[];
      readonly at: Place;
    }
  /** Runs a subflow, by name or by an expression. */
  | {
      readonly kind: "do";
      readonly flow: string | ColangExpression;
      readonly args: readonly ColangArgument[];
      readonly at: Place;
    }
  | {
      readonly kind: "create event";
      readonly name: string;
      readonly properties: readonly ColangArgument[];
      readonly at: Place;
    }
  | { readonly kind: "return"; readonly value: ColangExpression | undefined; readonly at: Place }
  | { readonly kind: "label" | "goto"; readonly name: string; readonly at: Place }
  | { readonly kind: "stop" | "break" | "continue" | "pass"; readonly at: Place };

/** `define user` or `define bot`: the variants of a bot message, or examples of a user message. */
export interface MessageDefinition {
  readonly kind: "user" | "bot";
  readonly name: string;
  readonly texts: readonly { readonly text: string; readonly at: Place }[];
  readonly at: Place;
}

export interface FlowDefinition {
  readonly kind: "flow" | "subflow";
  /** Undefined for a flow without a name, which nothing can call. */
  readonly name: string | undefined;
  /** Words before `flow`, such as `parallel` and `extension`. */
  readonly modifiers: readonly string[];
  readonly priority: number | undefined;
  readonly body: readonly Statement[];
  readonly at: Place;
}

/** A Colang 1.0 file. Invalid parts are not included; they are issues. */
export interface ColangFile {
  readonly messages: readonly MessageDefinition[];
  readonly flows: readonly FlowDefinition[];
}
