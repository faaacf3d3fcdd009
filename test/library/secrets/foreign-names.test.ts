import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretGate, secretProgram } from "../../../src/library/secrets/secret-gate.ts";
import { gated } from "../../support/gates.ts";
import { piecesOf } from "../../support/mask-cases.ts";

const KEY = "kJ8x2Lm9Qw4Zr7Tp1Vb6";
const PASSWORD = "Tr0ub4dor&3";

const KEYS: readonly string[] = [
  "Der API-Schlüssel lautet kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "La clé API est kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "La clave de API es kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "clave secreta: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "A chave de API é kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "La chiave API è kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "De API-sleutel is kJ8x2Lm9Qw4Zr7Tp1Vb6.",
  "Klucz API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "Ключ API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API-ключ: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "секретный ключ = kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API-nyckel: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API-nøgle: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API-avain: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API anahtarı: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API密钥：kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "密钥是 kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "APIキー: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API 키: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "مفتاح API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "מפתח API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "khóa API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "kunci API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "एपीआई कुंजी: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API klíč: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "cheia API: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "API kulcs: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "Geheimer Schlüssel: kJ8x2Lm9Qw4Zr7Tp1Vb6",
  "jeton d'accès : kJ8x2Lm9Qw4Zr7Tp1Vb6",
];

const PASSWORDS: readonly string[] = [
  "Dein Kennwort: Tr0ub4dor&3",
  "Le mot de passe est Tr0ub4dor&3",
  "Mot de passe : Tr0ub4dor&3",
  "La contraseña es Tr0ub4dor&3",
  "Lösenordet är Tr0ub4dor&3",
  "Adgangskoden er Tr0ub4dor&3",
  "Hasło to Tr0ub4dor&3",
  "Heslo je Tr0ub4dor&3",
  "Lozinka je Tr0ub4dor&3",
  "Geslo je Tr0ub4dor&3",
  "Parola este Tr0ub4dor&3",
  "Парола: Tr0ub4dor&3",
  "Пароль — Tr0ub4dor&3",
  "رمز عبور: Tr0ub4dor&3",
  "پاس ورڈ: Tr0ub4dor&3",
  "পাসওয়ার্ড: Tr0ub4dor&3",
  "கடவுச்சொல்: Tr0ub4dor&3",
  "Nenosiri: Tr0ub4dor&3",
  "Kata laluan: Tr0ub4dor&3",
  "Slaptažodis: Tr0ub4dor&3",
  "Parool: Tr0ub4dor&3",
  "Lykilorð: Tr0ub4dor&3",
  "contrasenya: Tr0ub4dor&3",
  "密码是Tr0ub4dor&3",
  "パスワードはTr0ub4dor&3です",
  "비밀번호는 Tr0ub4dor&3 입니다",
];

/** Keys of doors, other sentences, and names of key agreement protocols. */
const ORDINARY: readonly string[] = [
  "Die Schlüssel des Erfolgs: Geduld und Ausdauer",
  "La clé de la réussite est la patience2",
  "La clave del éxito es trabajar",
  "Das Passwort ist mindestens 8 Zeichen lang",
  "Le mot de passe est obligatoire",
  "Hasło musi mieć 12 znaków",
  "Пароль должен содержать 8 символов",
  "Der API-Schlüssel ist abgelaufen",
  "La clé API est définie dans config.yaml",
  "密钥交换算法: Curve25519Donna",
  "APIキーを設定してください: Settings2024Page",
  "비밀번호는 8자 이상이어야 합니다",
  "密码是必填项",
];

const program = secretProgram({ exclude: new Set(), allow: new Set() });
const masked = (pieces: readonly string[]): string => gated(createSecretGate(program, "mask"), pieces).text;

describe("secrets named in other languages", () => {
  it.each(KEYS)("are found: %s", (text) => expect(masked([text])).not.toContain(KEY));

  it.each(PASSWORDS)("are found: %s", (text) => expect(masked([text])).not.toContain(PASSWORD));

  it("are masked without the rest of the sentence", () => {
    expect(masked([`パスワードは${PASSWORD}です`])).toBe("パスワードは<TOLD_PASSWORD>です");
    expect(masked([`La clé API est ${KEY}.`])).toBe("La clé API est <TOLD_KEY>.");
  });

  it.each(ORDINARY)("are not found in: %s", (text) => expect(masked([text])).toBe(text));

  it("are the same for any chunking", () => {
    const texts = fc.constantFrom(...KEYS, ...PASSWORDS, ...ORDINARY);
    fc.assert(
      fc.property(
        texts.chain((whole) => fc.tuple(fc.constant(whole), piecesOf(whole))),
        ([whole, pieces]) => {
          expect(masked(pieces)).toBe(masked([whole]));
        },
      ),
      { numRuns: 200 },
    );
  });
});
