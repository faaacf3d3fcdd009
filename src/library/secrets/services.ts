/**
 * Names of services that hand out keys without a mark of their own. Near one of them a random text is taken for a key. Names
 * that are words of everyday English are left out: a key beside them is known by "key", "token" or "secret".
 */
export const SERVICES: readonly string[] = (
  "abstractapi abuseipdb accuweather adafruit adobe adyen aeroworkflow airbrake airtable airvisual aiven alegra " +
  "aletheia algolia alibaba aliyun alphavantage amadeus ambee amplitude anthropic anypoint apacta apideck apiflash " +
  "apify apilayer apimatic appcues appfollow appointedd appoptics appsynergy apptivo artifactory artsy asana " +
  "assemblyai atera atlassian audd auth0 autodesk autoklose autopilot avaza aviationstack aws aylien azure " +
  "bannerbear baremetrics beamer beebole besnappy bitbar bitbucket bitcoinaverage bitfinex bitly bitmex blablabus " +
  "blazemeter blitapp blocknative blogger bombbomb boostnote borgbase braintree brandfetch browserstack browshot " +
  "bugherd bugsnag buildkite bulksms buttercms caflou calendarific calendly calorieninja campayn capsulecrm " +
  "captaindata carboninterface caspio cexio chartmogul checkly checkvist circleci clarifai clearbit clickhelp " +
  "clicksend clickup clockify clockworksms closecrm cloudant cloudconvert cloudelements cloudflare cloudimage " +
  "cloudinary cloudmersive cloudplan cloudsmith cloverly clustdoc codacy codeclimate codecov codemagic codequiry " +
  "coinapi coinbase coinlayer coinlib collect2 commercejs companyhub confluent contentful contentstack convertkit " +
  "convier couchbase countrylayer coveralls craftmypdf crowdin cryptocompare currencycloud currencyfreaks " +
  "currencylayer currencyscoop currentsapi customerguru customerio d7network dandelion dareboost databox datadog " +
  "datagov datocms debounce deepai deepgram demio detectify detectlanguage dfuse diffbot diggernaut digitalocean " +
  "discord discogs disqus dnscheck dockerhub docparser documo docusign dotdigital dovico doppler dreamstudio " +
  "droneci dropbox duply dwolla dynalist dyspatch eagleeye easyinsight ecostruxure edamam edenai eightxeight " +
  "elasticemail enablex endorlabs ethplorer etherscan etsy everhour eventbrite exchangerate extractorapi facebook " +
  "faceplusplus fastforex fastly fetchrss fibery fiftyone figma fileio finage financialmodelingprep findl finicity " +
  "finnhub fixerio flatio fleetbase flexport flickr flightapi flightlabs flightstats flowflu flutterwave flyio fmfw " +
  "formbucket formcraft formio formsite foursquare freshbooks freshdesk frameio fullstory fusebill fxmarket gengo " +
  "geoapify geocodio geocodify geoipifi getgeoapi getgist getemail getsandbox gitea github gitlab gitter glassnode " +
  "glitterly gocanvas gocardless goodday gotify grafana graphcms graphhopper greenhouse groovehq gtmetrix " +
  "guardianapi gumroad gyazo happyscribe hellosign helpcrunch helpscout hereapi heroku hiveage holidayapi honeycomb " +
  "hubspot huggingface hypertrack ibm iconfinder iexcloud imagekit imagga infura insightly instabot instamojo " +
  "instagram intercom interseller intra42 intrinio invoiceocean ip2location ipapi ipgeolocation ipify ipinfo " +
  "ipquality ipstack jdbc jfrog jira jotform jumpcloud juro kaleyra kanbantool karmacrm keenio kickbox klaviyo " +
  "klipfolio knapsackpro kontent kraken kucoin kylas languagelayer larksuite launchdarkly leadfeeder lendflow " +
  "lessannoyingcrm lexigram linkedin linkpreview liveagent livestorm loadmill lob locationiq loggly loginradius " +
  "logz lokalise loyverse luno macaddress madkudu magicbell mailboxlayer mailchimp mailerlite mailgun mailjet " +
  "mailmodo mailsac mandrill mapbox mapquest marketstack mattermost mavenlink maxmind mediastack meistertask meraki " +
  "mesibo messagebird metaapi metabase metrilo mindmeister miro mixmax mixpanel mockaroo mongodb moonclerk moosend " +
  "moralis mrticktock mux myexperiment myfreshworks myintervals nasdaq nethunt netlify neutrinoapi newrelic newsapi " +
  "newscatcher nexmo nftport nicereply nozbe nutritionix nylas nytimes oanda okta omnisend onedesk onelogin " +
  "onepagecrm onesignal onwater oopspam openai opencage opengraph openuv openvpn openweather opsgenie optimizely " +
  "overloop packagecloud pagarme pagerduty pandadoc pandascore paperform paralleldots parsehub parseur partnerstack " +
  "passbase pastebin paydirt paymo paymongo paypal paystack pdflayer pdfshift peopledatalabs pepipost percy pinata " +
  "pinterest pipedream pipedrive pivotaltracker pixabay plaid planetscale planviewleankit planyo plivo podio " +
  "pollsapi poloniex polygon positionstack postageapp postbacks posthog postman powrbot prerender prodpad " +
  "prospectcrm protocolsio proxycrawl pubnub pulumi purestake pushbullet pusher qase qualaroo qubole quickmetrics " +
  "rapidapi rawg razorpay reachmail readme reallysimple rebrandly recaptcha rechargepayments redis rentman " +
  "repairshopr replicate ringcentral ritekit rollbar rocketreach roninapp route4me rownd runrunit salesblink " +
  "salescookie salesflare salesforce salesmate satismeter saucelabs scalingo scrapeowl scraperapi scrapestack " +
  "scrapfly scrapingant scrapingbee screenshotapi screenshotlayer scrutinizerci securitytrails selectpdf sendbird " +
  "sendgrid sendinblue sentry serphouse serpstack shippo shodan shopify shotstack shutterstock sigopt signalwire " +
  "signaturit signupgenius simfin simplesat simplynoted simvoly sinch sirv siteleaf skrapp skybiometry slack " +
  "smartsheet smartystreets smooch snipcart snyk softlayer sonarcloud sourcegraph sparkpost speechtextai splunk " +
  "sportsmonk spotify squareup sslmate stackhawk stackoverflow statuscake statuspage statuspal stitchdata stockdata " +
  "storecove stormboard stormglass storyblok storychief strava stripe stripo stytch sugester sumo sumologic " +
  "supabase supernotes surveyanyplace surveybot surveysparrow survicate swiftype tailscale tallyfy tatum taxjar " +
  "teamgate techsmith telegram telnyx terraform testingbot text2data textmagic thingsboard ticketmaster ticktick " +
  "tiingo timecamp timezoneapi tineswebhook tly tmetric todoist toggltrack tokeet tomorrowio tomtom tradier " +
  "transferwise transifex travelpayouts travis travisci trello trufflehog twelvedata twilio twitch twitter tyntec " +
  "typeform typetalk ubidots uclassify unifyid unplugg unsplash upcdatabase uplead uploadcare uptimerobot upwave " +
  "urlscan userflow userstack vatlayer vbout vercel verimail veriphone versioneye viewneo vimeo virustotal " +
  "visualcrossing voicegain voiceflow vpnapi vultr vyte walkscore weatherbit weatherstack webex webflow webscraper " +
  "webscraping wepay whoxy wistia worksnaps workstack worldcoinindex worldweather wrike yandex yelp yousign " +
  "youneedabudget youtube zapier zendesk zenkit zenscrape zenserp zeplin zerobounce zerotier zipapi zipbooks " +
  "zipcodeapi zonkafeedback zulip"
).split(" ");
