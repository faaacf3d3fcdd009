/** Common top-level domains that are not country codes. */
const GENERIC =
  "academy accountant africa agency ai app art asia associates audio baby band bank bar beauty beer best bet bid bike bio biz blog boutique " +
  "broker build builders business buzz cafe camera camp capital cards care careers cash casino cat center charity chat cheap church " +
  "city claims cleaning click clinic clothing cloud club coach codes coffee com community company computer consulting contact " +
  "cooking cool coop country coupons credit cricket date dating deals delivery dental design dev digital direct directory discount " +
  "doctor dog domains download edu education email energy engineer engineering enterprises equipment estate events exchange expert " +
  "express family fan farm fashion film finance financial fish fit fitness flights florist fm football forsale foundation fun fund " +
  "furniture futbol fyi gallery game games garden gift gifts gives glass global gold golf gov graphics gratis green group guide " +
  "guru hair haus health healthcare help holdings holiday homes horse hospital host hosting house icu immo inc industries info ink " +
  "institute insure int international investments io jetzt jobs kaufen kim kitchen kiwi koeln land lawyer legal lgbt life limited link " +
  "live llc loan loans lol london love ltd luxury maison management market marketing mba me media memorial men menu mil mobi moda " +
  "money monster museum name net network news ngo ninja nyc observer one ong online onl org organic page paris partners parts party " +
  "pet photo photography photos pics pictures pink pizza plumbing plus porn press pro productions promo properties property pub qpon " +
  "quest racing realty recipes red rehab reisen rent rentals repair report republican rest restaurant review reviews rip rocks run " +
  "sale salon school science security select services sex shoes shop shopping show site ski soccer social software solar solutions " +
  "space sport store stream studio study style supplies supply support surf surgery sydney systems tattoo tax taxi team tech " +
  "technology tel tennis theater tickets tips tires today tokyo tools top tours town toys trade trading training travel tv university " +
  "uno us vacations ventures vet viajes video villas vin vip vision vodka vote voyage watch webcam website wedding wien wiki win wine " +
  "work works world wtf xxx xyz yoga zone " +
  "amsterdam arab autos barcelona bayern berlin boats bond boston brussels bzh capetown cfd cologne corsica cymru cyou durban eus frl " +
  "gal gent hamburg istanbul joburg kyoto lat madrid melbourne miami moscow nagoya nrw osaka quebec rio ruhr saarland sbs scot skin " +
  "swiss taipei tirol vegas vlaanderen wales yachts yokohama";

const COUNTRIES =
  "ac ad ae af ag al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl " +
  "cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr " +
  "gs gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt " +
  "lu lv ly ma mc md mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk " +
  "pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl " +
  "tm tn to tr tt tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/** Country codes that are file extensions too, so that a bare `name.md` is not a domain. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  "ai cc cd cf do in is it js md me mk ml mo my nu pl pm pn ps py rs sh so st to ts zip app bar bash dev page name run tools one link work build mobi".split(
    " ",
  ),
);

const ENDINGS: ReadonlySet<string> = new Set([...GENERIC.split(" "), ...COUNTRIES.split(" ")]);

const endingOf = (host: string): string => host.slice(host.lastIndexOf(".") + 1).toLowerCase();

/** Whether a host name has a top-level domain under which names can be registered, in ASCII or another script. */
export const hasDomainEnding = (host: string): boolean => {
  const ending = endingOf(host);
  return ENDINGS.has(ending) || /^xn--[0-9a-z-]+$|^[^\x20-\x7f]{2,}$/.test(ending);
};

/** The same for a name without a scheme, which must not have a file extension. */
export const looksLikeDomain = (host: string): boolean => hasDomainEnding(host) && !FILE_ENDINGS.has(endingOf(host));
