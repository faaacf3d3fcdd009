/** Programs whose option `-p` is followed by a password, with or without a user. */
const WITH_P =
  "mongo(?:sh|dump|restore|import|export)?|hdbsql|cqlsh|dsbulk|cypher-shell|rabbitmqadmin|snowsql|beeline|ncftp(?:put|get|ls)" +
  "|rdesktop|psexec|useradd|usermod|sshpass|az login|(?:docker|podman|helm registry|az acr|oc|cf|heroku) login";
/** Programs whose option `-P` is. */
const WITH_CAPITAL_P = "sqlcmd|bcp|isql|mosquitto_(?:pub|sub)|zip|unzip";

/** Commands, functions and settings with a password, up to its value. */
export const COMMANDS: readonly string[] = [
  "(?:mysql|mysqldump|mysqladmin|mariadb)(?: [^\\n]{0,80})? -p",
  "(?: -[uU] ?| -?-user(?:name)?[ =])\\S+ (?:[^\\n]* )?-[pP] ?",
  "-pw ",
  "--(?:proxy-)?user[ =][\"']?[^\\s:\"']+:",
  "mysqladmin [^\\n]{0,80}password ",
  `(?:${WITH_P})(?: [^\\n]*)? -p ?`,
  `(?:${WITH_CAPITAL_P})(?: [^\\n]*)? -P ?`,
  "(?:ldap(?:search|modify|add|delete|passwd|whoami)|vsql) (?:[^\\n]*)?-w ",
  "redis-cli (?:[^\\n]{0,80} )?-a ",
  "openssl enc [^\\n]*-k ",
  "smbclient [^\\n]{0,80} -U [^\\s%]{1,40}%",
  "lftp [^\\n]*-u [^\\s,]+,",
  "https? (?:[^\\n]* )?(?:-a|--auth)[ =][^\\s:]+:",
  "(?:7z[az]?|(?:un)?rar) [a-z] [^\\n]*-p",
  "wpa_passphrase \\S+ ",
  "http-basic\\.\\S+ \\S+ ",
  "xfreerdp [^\\n]*/p:",
  "net use [^\\n]{0,80}/user:\\S{1,60} ",
  "net user \\S+ ",
  "htpasswd -[a-zA-Z]*b[a-zA-Z]* \\S+ \\S+ ",
  "rabbitmqctl (?:add_user|change_password) \\S+ ",
  "db2 [^\\n]*user \\S+ using ",
  "sudo -S (?:[^\\n]*)?<<< ?",
  "ConvertTo-SecureString (?:-String )?",
  "--?[A-Za-z.-]{0,30}(?i:password|passwd|passphrase|storepass|keypass|requirepass)[ =]",
  "\\b(?:requirepass|masterauth|stats auth [^\\s:]+:)\\s?",
  "\\blogin \\S+\\s+password ",
  "\\b(?:username \\S+ (?:privilege \\d+ )?(?:password|secret)|enable (?:password|secret)|snmp-server community|neighbor \\S+ password|(?:isakmp|radius-server|tacacs-server)[^\\n]* key) (?:\\d )?",
  "_(?:password|passwd|pass)[ \\t]+",
  "(?<![0-9A-Za-z])AUTH (?:[0-9A-Za-z_-]+ )?",
  "(?i:\\bcreds|credentials) [^\\s:]+:",
  "\\buser \\S+ on [^\\n>]*>",
  "(?:getConnection|PDO|mysqli|Sequelize|WiFi\\.begin|username_pw_set|createHmac|(?i:connect|login|auth|authenticate|basic|credentials?(?:::new)?)) ?(?:= ?)?\\([^\\n]*[\"'](?:\\.[a-z_]+\\(\\))?, ?(?=[\"'])",
  "hmac\\.new\\(b?",
  "(?:jwt|JWT)\\.(?:sign|encode|verify|decode)\\([^\"'\\n]*, ?",
  "(?i:password|passwd|pwd)\\S{0,6}\\.(?:type|typeText|val|fill|send_?[kK]eys|set_?[vV]alue)\\(",
  "(?i:identified (?:with [a-z0-9_']{1,40} )?by) {1,3}",
  "ssh-keygen [^\\n]*-[NP] ",
  "auth-user-pass \\S+ ",
  "schtasks [^\\n]*/rp ",
  "\\{(?i:plain|clear|cleartext)\\}",
  "snmp[a-z]+ [^\\n]*-[AXax] ",
  'form-data; name="[^"\\n]{0,40}(?i:pass|pwd|secret|token)[^"\\n]{0,20}"(?:\\r?\\n){1,2}',
  "\\b(?:ENV|setx|config set(?: -\\S+)*) [0-9A-Za-z_.:-]{0,40}(?i:pass(?:word|wd|phrase)?|secret|token|key) ",
  "(?:put-parameter|(?:put|create|update)-secret(?:-value)?|secrets? (?:set|create|put|add|update)) [^\\n]*--(?:value|body|data|secret-string)[ =]",
  "(?i:(?:jwt|client|api|app|session|cookie)[_.-]?secret|secret[_-]?key|signing[_-]?key)[\"']?\\]?\\s{0,3}(?:=>?|:|,)\\s{0,3}(?=[\"'])",
];

/** A login in a message, up to its password: `log in as kim with password …`, `credentials: kim / …`, `admin / …`. */
export const LOGINS: readonly string[] = [
  "(?i:with|using|as|mit|avec|con|com|met) (?:(?i:the|dem|le|la|the new) )?(?i:password|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord) ",
  "(?i:warn|error|info|debug|invalid|wrong|bad|new|old|root|admin|temporary|initial|default)[:\\]]? (?i:password|passphrase) ",
  "(?i:creds|credentials|login|log ?in|sign ?in|account|access|zugang|zugangsdaten)[:*]{0,3} (?i:with |as |using |is )?[0-9A-Za-z][0-9A-Za-z_.@-]{1,40}(?: ?/ ?| (?i:and|und|et|y|e) )",
  "(?<![0-9A-Za-z/.])(?i:admin|administrator|root|user|guest|demo|test) / ",
];

/** What follows a password that another program gets through a pipe. */
export const PIPED: readonly string[] = [
  "chpasswd",
  "sudo",
  "passwd",
  "docker",
  "podman",
  "helm",
  "gpg",
  "openssl",
  "gh",
  "vault",
  "convertto-securestring",
].flatMap((program) => ["", '"', "'"].map((quote) => `${quote} | ${program}`));
