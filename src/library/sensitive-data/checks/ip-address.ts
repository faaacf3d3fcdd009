const GROUP = /^[0-9a-f]{1,4}$/i;
const OCTET = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

export const isIpV4 = (value: string): boolean => {
  const octets = value.split(".");
  return octets.length === 4 && octets.every((octet) => OCTET.test(octet));
};

/** The number of groups on one side of `::`; an IPv4 address at the end counts as two. Undefined if one is invalid. */
const groupCount = (side: string, isEnd: boolean): number | undefined => {
  if (side === "") return 0;
  const groups = side.split(":");
  const hasV4 = isEnd && isIpV4(groups.at(-1) ?? "");
  const plain = hasV4 ? groups.slice(0, -1) : groups;
  return plain.every((group) => GROUP.test(group)) ? plain.length + (hasV4 ? 2 : 0) : undefined;
};

/** Whether a value is an IPv6 address (RFC 4291), with at most one `::`. Ignores a zone after `%`. */
export const isIpV6 = (value: string): boolean => {
  const [left = "", right, more] = value.replace(/%.*$/, "").split("::");
  const [before, after] = [groupCount(left, right === undefined), groupCount(right ?? "", true)];
  if (more !== undefined || before === undefined || after === undefined) return false;
  return right === undefined ? before === 8 : before + after < 8;
};

/** Private, reserved and documentation networks, whose addresses identify nobody. */
const SHARED_V4 =
  /^(?:0|10|127|22[4-9]|23\d|24\d|25[0-5])\.|^192\.(?:168|0\.[02])\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^198\.(?:1[89]|51\.100)\.|^203\.0\.113\./;
const SHARED_V6 = /^(?:::1?$|fe[89ab]|f[cd]|ff|2001:0?db8:|::ffff:(?:0:)?)/i;

/** Whether an address is globally unique. */
export const isGlobalAddress = (value: string): boolean => {
  if (value.includes(":")) return !SHARED_V6.test(value);
  return (
    !SHARED_V4.test(value) &&
    !/\.0\.0\.\d+$|\.0$|\.255$|^(\d)\.\1\.\1\.\1$|^(?:1\.2\.3\.4|8\.8\.[48]\.[48])$/.test(value)
  );
};

const PRIVATE_V4 = /^(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.(?!0$|255$)\d+$/;
const PRIVATE_V6 = /^(?:fe[89ab]|f[cd])/i;

/** Whether an address is that of a machine in a private network (RFC 1918, RFC 4193), or link-local. */
export const isPrivateAddress = (value: string): boolean => (value.includes(":") ? PRIVATE_V6 : PRIVATE_V4).test(value);

/** Whether an address may be the number of a section or version: no part is above 31. */
export const looksLikeSection = (value: string): boolean => value.split(".").every((part) => Number(part) < 32);
