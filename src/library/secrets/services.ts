/**
 * Names of services whose keys have no recognizable prefix. A random text near such a name counts as a key. Names that
 * are everyday English words are not listed: their keys are found by "key", "token" or "secret".
 */
export const SERVICES: readonly string[] = (
  "ably abstractapi abuseipdb accuweather adafruit adobe adyen aeroworkflow airbrake airtable airvisual aiven " +
  "alegra aletheia algolia alibaba aliyun alphavantage amadeus ambee amplitude anthropic anypoint apacta apideck " +
  "apiflash apify apilayer apimatic appcues appfollow appointedd appoptics appsynergy apptivo artifactory artsy " +
  "asana assemblyai atera atlassian audd auth0 autodesk autoklose autopilot avaza aviationstack aws aylien azure " +
  "bannerbear baremetrics beamer beebole besnappy bitbar bitbucket bitcoinaverage bitfinex bitly bitmex bittrex " +
  "blablabus blazemeter blitapp blocknative blogger bombbomb boostnote borgbase braintree braintrust brandfetch " +
  "browserstack browshot bugherd bugsnag buildkite bulksms buttercms caflou calendarific calendly calorieninja " +
  "campayn capsulecrm captaindata carboninterface caspio cexio chartmogul checkly checkvist circleci civo clarifai " +
  "clearbit clickhelp clicksend clickup clockify clockworksms closecrm cloudant cloudconvert cloudelements " +
  "cloudflare cloudimage cloudinary cloudmersive cloudplan cloudsmith cloverly clustdoc cockroachlabs codacy " +
  "codeclimate codecov codemagic codequiry cohere coinapi coinbase coinlayer coinlib collect2 commercejs " +
  "companyhub configcat confluent contentful contentstack convertkit convier couchbase countrylayer coveralls " +
  "craftmypdf crowdin cryptocompare currencycloud currencyfreaks currencylayer currencyscoop currentsapi " +
  "customerguru customerio d7network dandelion dareboost dashscope databento databox datadog datagov datocms " +
  "debounce deepai deepgram deepseek demio detectify detectlanguage devcycle dfuse diffbot diggernaut digitalocean " +
  "discogs discord disqus dnscheck dockerhub docparser documo docusign doppler dotdigital dovico dreamstudio " +
  "droneci dropbox duply dwolla dynalist dyspatch eagleeye easyinsight ecostruxure edamam edenai eightxeight " +
  "elasticemail elevenlabs enablex endorlabs etherscan ethplorer etsy eventbrite everhour exchangerate exoscale " +
  "extractorapi facebook faceplusplus fastforex fastly feishu fetchrss fibery fiftyone figma fileio finage " +
  "financialmodelingprep findl finicity finnhub firecrawl fixerio flatio fleetbase flexport flickr flightapi " +
  "flightlabs flightstats flowflu flutterwave flyio fmfw formbucket formcraft formio formsite foursquare frameio " +
  "freshbooks freshdesk fullstory fusebill fxmarket gengo geoapify geocodify geocodio geoipifi getemail getgeoapi " +
  "getgist getsandbox gitea github gitlab gitter glassnode glitterly gocanvas gocardless goodday gotify grafana " +
  "graphcms graphhopper greenhouse greptile groovehq gtmetrix guardianapi gumroad gyazo happyscribe helicone " +
  "hellosign helpcrunch helpscout hereapi heroku hiveage holidayapi honeycomb hubspot huggingface hypertrack ibm " +
  "iconfinder iexcloud imagekit imagga infomaniak infura insightly instabot instagram instamojo intercom " +
  "interseller intra42 intrinio invoiceocean ip2location ipapi ipgeolocation ipify ipinfo ipquality ipstack jdbc " +
  "jfrog jira jotform jumpcloud juro kagi kaleyra kanbantool karmacrm keenio kickbox klaviyo klipfolio knapsackpro " +
  "kontent kraken kucoin kylas langfuse langsmith languagelayer larksuite launchdarkly leadfeeder lendflow " +
  "lessannoyingcrm lexigram lighton linkedin linkpreview liveagent livestorm loadmill lob locationiq loggly " +
  "loginradius logz lokalise loyverse luno macaddress madkudu magicbell mailboxlayer mailchimp mailerlite " +
  "mailersend mailgun mailjet mailmodo mailsac mandrill mapbox mapquest marketstack mattermost mavenlink maxmind " +
  "mediastack meistertask mem0 meraki mesibo messagebird metaapi metabase metrilo milvus mindmeister minimax miro " +
  "mistral mixmax mixpanel mockaroo mongodb moonclerk moonshot moosend moralis mrticktock mux myexperiment " +
  "myfreshworks myintervals nasdaq nethunt netlify neutrinoapi newrelic newsapi newscatcher nexmo nftport ngrok " +
  "nicereply nozbe nutritionix nylas nytimes oanda okta ollama omnisend onedesk onelogin onepagecrm onesignal " +
  "onwater oopspam openai opencage opengraph openrouter openuv openvpn openweather opsgenie optimizely overloop " +
  "ovh packagecloud pagarme pagerduty pandadoc pandascore paperform paralleldots parsehub parseur partnerstack " +
  "passbase pastebin paydirt paymo paymongo paypal paystack pdflayer pdfshift peopledatalabs pepipost percy pinata " +
  "pinecone pinterest pipedream pipedrive pivotaltracker pixabay plaid planetscale planviewleankit planyo plivo " +
  "podio pollsapi poloniex polygon polymarket portkey positionstack postageapp postbacks posthog postman postmark " +
  "powrbot prerender privateai prodpad prospectcrm protocolsio proxycrawl pubnub pulumi purestake pushbullet " +
  "pusher pushover qase qdrant qualaroo qubole quickmetrics rapidapi rawg razorpay reachmail readme reallysimple " +
  "rebrandly recaptcha rechargepayments redis rentman repairshopr replicate ringcentral ritekit rocketreach " +
  "rollbar roninapp route4me rownd runrunit salesblink salescookie salesflare salesforce salesmate satismeter " +
  "saucelabs scalingo scrapeowl scraperapi scrapestack scrapfly scrapingant scrapingbee screenshotapi " +
  "screenshotlayer scrutinizerci securitytrails selectpdf sendbird sendgrid sendinblue sentry serper serphouse " +
  "serpstack shippo shodan shopify shotstack shutterstock signalwire signaturit signupgenius sigopt siliconflow " +
  "simfin simplesat simplynoted simvoly sinch sirv siteleaf skrapp skybiometry slack smartsheet smartystreets " +
  "smooch snipcart snyk softlayer sonarcloud sourcegraph sparkpost speechtextai splunk sportsmonk spotify " +
  "squarespace squareup sslmate stackhawk stackoverflow statuscake statuspage statuspal stitchdata stockdata " +
  "storecove stormboard stormglass storyblok storychief strava stripe stripo stytch sugester sumo sumologic " +
  "supabase supernotes surveyanyplace surveybot surveysparrow survicate swiftype tailscale tallyfy tatum tavily " +
  "taxjar teamgate techsmith telegram telnyx terraform testingbot text2data textmagic thingsboard ticketmaster " +
  "ticktick tiingo timecamp timezoneapi tineswebhook tly tmetric todoist toggltrack tokeet tomorrowio tomtom " +
  "tradier transferwise transifex travelpayouts travis travisci trello trufflehog turso twelvedata twilio twitch " +
  "twitter tyntec typeform typetalk ubidots uclassify unifyid unplugg unsplash upcdatabase uplead uploadcare " +
  "upstage upstash uptimerobot upwave urlscan userflow userstack vatlayer vbout vercel verimail veriphone " +
  "versioneye viewneo vimeo virustotal visualcrossing voiceflow voicegain vpnapi vultr vyte wakatime walkscore " +
  "wandb weatherbit weatherstack weaviate webex webflow webscraper webscraping wepay whoxy wistia woocommerce " +
  "worksnaps workstack worldcoinindex worldweather wrike yandex yelp youneedabudget yousign youtube zapier zendesk " +
  "zenkit zenscrape zenserp zeplin zerobounce zerotier zhipu zilliz zipapi zipbooks zipcodeapi zoho zonkafeedback " +
  "zulip"
).split(" ");
