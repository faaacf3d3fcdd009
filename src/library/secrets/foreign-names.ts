/* Words for secrets in languages other than English, as alternatives of patterns. */

export const PASSWORD_NAMES: string = [
  "password|wlan-?schlüssel|wlan [^\\n.]{1,40}, schlüssel|netzwerkschlüssel|wi-?fi (?:key|code)|(?:clé|code|clave|código|codice|kod|код) (?:wi-?fi|wlan)|mdp",
  "passwort|kennwort|mot de passe|contraseña|contrasenya|clave|senha|palavra-passe|parola|parolă|wachtwoord",
  "lösenord|adgangskode|passord|lykilorð|salasana|parool|salasõna|parole|slaptažod|pasahitza",
  "hasło|heslo|lozink|geslo|jelszó|şifre|пароль|пароля|парола|лозинк|κωδικός|סיסמה|סיסמא",
  "كلمة المرور|كلمة السر|رمز عبور|گذرواژه|پاس ورڈ|पासवर्ड|পাসওয়ার্ড|கடவுச்சொல்",
  "mật khẩu|kata sandi|kata laluan|nenosiri|รหัสผ่าน|密码|密碼|口令|パスワード|비밀번호|암호",
].join("|");

/** Words for API keys and tokens. Words that also mean the key of a door need a qualifier. */
export const KEY_NAMES: string = [
  "api[ -]?schlüssel|(?:geheim|zugangs|zugriffs)\\w{0,3} ?schlüssel|clé (?:d['’]?)?(?:api|accès)|clé secrète|jeton d['’]\\w+",
  "clave (?:de )?(?:la )?api|(?:clave|chave) secreta|clave de acceso|chave (?:d[ae] )?(?:api|acesso)|chiave (?:dell['’])?api|chiave (?:segreta|di accesso)",
  "(?:api[ -]?|geheime )sleutel|klucz\\w{0,2} (?:api|dostępu)|tajny klucz|(?:api|hemlig|åtkomst)[ -]?nyckel|(?:api|hemmelig)[ -]?nø(?:gle|kkel)|(?:api[ -]?|salainen )avain",
  "(?:api|gizli|erişim) anahtarı?|(?:api|tajný|přístupový) klíč|(?:api|tajný) kľúč|chei[ae] (?:de )?(?:api|acces)|chei[ae] secretă|(?:api[ -]?|titkos )kulcs|(?:api|tajni) ključ|ključ api",
  "api[ -]?ключ|ключ (?:api|доступ[ауе])|(?:секретный|секретний|таен) ключ|токен|κλειδί api|μυστικό κλειδί",
  "密钥|密鑰|令牌|金鑰|api ?キー|シークレットキー|アクセスキー|トークン|(?:api|비밀|액세스) ?키|토큰",
  "مفتاح (?:api|الوصول)|المفتاح السري|کلید api|מפתח (?:api|סודי|גישה)|khóa (?:api|bí mật)|kunci (?:api|rahasia)|(?:api|एपीआई) कुंजी|คีย์ ?api",
].join("|");

/** Separates a name and its value: a colon, an equals sign, or a form of "is". */
export const IS: string =
  "(?:[:=：—–「『]| - | c['’]est | (?:is|ist|lautet|es|est|é|è|is|är|er|on|jest|to|je|este|είναι|это|це|هو|هي|هست|הוא|היא|là|adalah|ialah|ni) |是|为|為|は|[은는이가] |คือ)";
