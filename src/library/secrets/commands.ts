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
  "--?[a-z.-]{0,30}(?:password|passwd|passphrase|storepass|keypass|requirepass)[ =]",
  "\\b(?:requirepass|masterauth|stats auth [^\\s:]+:)\\s?",
  "\\blogin \\S+\\s+password ",
  "\\b(?:username \\S+ (?:privilege \\d+ )?(?:password|secret)|enable (?:password|secret)|snmp-server community|neighbor \\S+ password|(?:isakmp|radius-server|tacacs-server)[^\\n]* key) (?:\\d )?",
  "_(?:password|passwd|pass)[ \\t]+",
  "(?<![0-9A-Za-z])AUTH (?:[0-9A-Za-z_-]+ )?",
  "(?i:\\bcreds|credentials) [^\\s:]+:",
  "\\buser \\S+ on [^\\n>]*>",
  "(?:getConnection|PDO|mysqli|Sequelize|(?i:connect|login|auth|basic)) ?(?:= ?)?\\([^\\n]*[\"'], ?(?=[\"'])",
];
