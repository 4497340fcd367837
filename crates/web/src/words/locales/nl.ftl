### Woorden van het rapport, Nederlands. Het Engelse bestand heeft dezelfde sleutels.
### Bij een waarde `n` hoort `n-is`: `one` of `other`.

# how numbers and dates are written; form-symbol is `close` or `spaced`
form-decimal = ,
form-group = .
form-symbol = spaced
form-thousand = k
form-million = {" "}mln
form-billion = {" "}mld
form-months = jan feb mrt apr mei jun jul aug sep okt nov dec
form-date = { $day-2 }-{ $month-2 }-{ $year }

# pagina
report = Klantwaarde
to-content = Naar de inhoud
as-of = Peildatum
horizon = Horizon
basis = Basis
currency = Valuta
model = Model
discount = Disconteringsvoet
run = Run
a-year = { $rate } per jaar
not-recorded = niet vastgelegd
horizon-90d = 90 dagen
horizon-1y = 1 jaar
horizon-3y = 3 jaar
horizon-5y = 5 jaar
ahead-90d = de komende 90 dagen
ahead-1y = het komende jaar
ahead-3y = de komende 3 jaar
ahead-5y = de komende 5 jaar
basis-revenue = Omzet
basis-gross_margin = Brutomarge
from-to = { $from } tot { $to }
percent = { $n }%
none = geen
unknown = –

# kop
answer =
    { $n-is ->
        [one] Eén klant bracht
       *[other] { $n } klanten brachten
    } { $historic } op; { $ahead } brengen zij naar verwachting { $clv } op
answer-first-time =
    { $n-is ->
        [one] Eén klant bracht
       *[other] { $n } klanten brachten
    } { $historic } op; nog niemand kwam terug
answer-empty = Er is nog geen klant om te waarderen
lede-year =
    Dat is { $share } { $direction ->
        [less] minder
       *[more] meer
    } dan de { $last } van de laatste twaalf volle maanden; klanten die nog geworven worden, komen daar bovenop.
lede-alive = Naar verwachting kopen nog zo'n { $alive } van de { $n } klanten; de anderen zijn waarschijnlijk vertrokken.
lede-once = { $share } kocht maar één keer.
lede-top = Het beste tiende deel brengt { $share } op van wat nog komt.
lede-returns = Van de verkopen is { $share } terugbetaald.
lede-guests = Nog eens { $amount } aan verkopen, { $share } van alles, noemt geen klant en heeft hier geen waarde.

# waarschuwingen
before-you-believe = Voordat u hierop bouwt
warn-no_customers = Geen klant heeft een score in deze run. Importeer bestellingen en reken opnieuw.
warn-few_customers =
    Met { $n-is ->
        [one] één klant
       *[other] { $n } klanten
    } zegt het model weinig over elk van hen; zie de cijfers als een richting.
warn-no_repeat_buyers = Nog niemand kocht op een tweede dag; hoe vaak klanten terugkomen is dus aangenomen, niet gemeten.
warn-not_converged = Het model { $model } vond geen beste aanpassing. { $message }
warn-hardly_any_leave =
    Het model houdt { $share } van de klanten voor nog actief: in deze periode kon het niet onderscheiden wie vertrokken is en wie traag bestelt. Lees de kansen als ‘nog geen teken van vertrek’ en de waarde over een langere horizon als een hoge schatting; meer historie, of een kortere horizon, maakt ze steviger.
warn-stale =
    De laatste bestelling is { $n-is ->
        [one] één dag
       *[other] { $n } dagen
    } ouder dan de peildatum. Hield de export te vroeg op, dan is de waarde die nog komt te laag.
warn-other_currencies =
    { $n-is ->
        [one] Eén bestelling
       *[other] { $n } bestellingen
    } in een andere valuta { $n-is ->
        [one] telt
       *[other] tellen
    } niet mee in deze cijfers. Zie wat is weggelaten.
warn-rejected =
    { $n-is ->
        [one] Eén regel kon
       *[other] { $n } regels konden
    } niet worden gelezen en { $n-is ->
        [one] telt
       *[other] tellen
    } niet mee.
warn-margin_estimated =
    Voor { $n-is ->
        [one] één klant
       *[other] { $n } klanten
    } rust de marge op een percentage, niet op inkoopkosten.
warn-poor_fit = Het model plaatst { $share } van de klanten bij een ander aantal herhaalaankopen dan is geteld. Lees de waarde per klant met voorzichtigheid.

# tegels
tile-historic = Waarde tot nu toe
tile-historic-tip = Wat bekende klanten tot de peildatum hebben betaald, zonder btw en na terugbetalingen.
tile-historic-tip-margin = Verkopen zonder btw, na terugbetalingen en inkoopkosten, tot de peildatum.
tile-historic-ctx = { $amount } per klant
tile-equity = Waarde die nog komt
tile-equity-tip = Totale klantwaarde: de verwachte waarde van alle toekomstige bestellingen binnen de horizon, verdisconteerd. Klanten die nog geworven worden, tellen niet mee.
tile-equity-ctx = { $n } orders verwacht
tile-mean = Gemiddelde klantwaarde
tile-mean-tip = CLV per klant: de waarde die nog komt, gedeeld door het aantal klanten.
tile-mean-ctx = met verleden { $amount }
tile-median = Mediane klantwaarde
tile-median-tip = De helft van de klanten heeft minder waarde te gaan dan dit, de helft meer. Exact, door sorteren.
tile-median-ctx = de helft zit eronder
tile-top = Beste tiende brengt
tile-top-tip = Deel van de waarde die nog komt, dat het tiende deel van de klanten met de meeste waarde opbrengt.
tile-top-ctx = tot nu toe { $share }
tile-customers = Klanten
tile-customers-tip = Bekende klanten met ten minste één bestelling tot de peildatum.
tile-customers-ctx =
    { $n-is ->
        [one] één bestelling
       *[other] { $n } bestellingen
    }
tile-alive = Nog actief
tile-alive-tip = Som over alle klanten van de kans dat de klant nog koopt (kans actief), als deel van de klanten.
tile-alive-ctx = zo'n { $n } klanten
tile-repeat = Herhaalkopers
tile-repeat-tip = Deel van de klanten dat op ten minste twee verschillende dagen kocht.
tile-repeat-ctx = { $n } kochten één keer
tile-returns = Terugbetaald
tile-returns-tip = Terugbetalingen, retouren en annuleringen van bekende klanten als deel van hun verkopen ervoor.
tile-returns-ctx = { $amount }
tile-guests = Geen klant bekend
tile-guests-tip = Deel van de verkopen dat geen klant noemt. Het wordt apart geteld en nooit tot één grote klant gemaakt.
tile-guests-ctx = { $amount }
interval = { $level }: { $from } tot { $to }

# formule
formula = Hoe de formule de gemiddelde klantwaarde opbouwt
formula-order = gem. orderwaarde
formula-frequency = orders per jaar
formula-years = actieve jaren binnen de horizon
formula-margin = marge
formula-clv = formule-CLV
formula-model = model { $amount }
formula-note = De formule vermenigvuldigt gemiddelden, laat iedereen in hetzelfde tempo vertrekken en disconteert niet; het model waardeert elke klant apart en disconteert wel. Verschillen ze veel, kijk dan eerst of het model past.

# woorden
so-far = tot nu toe
to-come = nog te komen
customers = Klanten
customer = Klant
orders = Bestellingen
month = Maand
together = Samen
mean = gemiddeld
median = mediaan
gross-sales = Verkopen
refunded = Terugbetaald
net-sales = Nettoverkopen
repeats = Herhaalaankopen
counted = geteld
expected = verwacht
expected-by-model = verwacht door het model
n-customers =
    { $n-is ->
        [one] één klant
       *[other] { $n } klanten
    }
n-orders =
    { $n-is ->
        [one] één bestelling
       *[other] { $n } bestellingen
    }
n-repeats =
    { $n-is ->
        [one] één herhaalaankoop
       *[other] { $n } herhaalaankopen
    }
table = Tabel
needs-script = De figuren hebben een script nodig; de tabellen eronder bevatten elke waarde.

# figuren
figure-tenth = { $from } tot { $to }%
figure-tenths = Waarde tot nu toe en nog te komen, per tiende deel van de klanten
figure-tenths-unit = Waarde, per tiende deel van de klanten, beste eerst
figure-tenths-column = Klanten, beste eerst
figure-tenths-summary = Klanten staan op volgorde van waarde tot nu toe en nog te komen samen, en zijn in tien gelijke groepen verdeeld.
figure-distribution = De meeste klanten zijn weinig waard, enkele heel veel
figure-distribution-column = Waarde die nog komt
figure-distribution-none = minder dan 0,01
figure-distribution-summary = Waarde die nog komt per klant; elke stap op de as is tien keer de vorige.
figure-concentration = Hoe weinig klanten hoeveel opbrengen
figure-concentration-unit = Deel van de waarde
figure-concentration-column = Beste klanten
figure-concentration-best = beste { $share } van de klanten
figure-concentration-even = als allen gelijk waren
figure-concentration-historic = beste 10% bracht { $share } op tot nu toe
figure-concentration-clv = beste 10% brengt { $share } van wat nog komt
figure-concentration-summary = Het tiende deel van de klanten met de meeste waarde te gaan brengt er { $share } van op. Klanten van beste naar minste langs de as.
figure-concentration-none = Er is geen waarde te verdelen.
figure-months = Nettoverkopen per maand
figure-months-unit = Nettoverkopen
figure-months-mean = gemiddeld { $amount }
figure-months-until = tot en met { $date }
figure-months-refunded = { $amount } terugbetaald
figure-months-summary = Verkopen aan bekende klanten zonder btw, min terugbetalingen in de maand zelf. Een maand die nog niet om is, is gearceerd en telt niet mee in het gemiddelde. De stippellijn is het gemiddelde van volle maanden.
figure-frequencies = Hoe vaak klanten terugkwamen, geteld en verwacht
figure-frequencies-summary = Hoe dichter de ringen bij de kolommen liggen, hoe beter het model beschrijft hoe vaak deze klanten kopen.

# beste klanten
top-customers = Klanten met de meeste waarde te gaan
top-customers-note = Op volgorde van waarde die nog komt; het deel is wat zij samen opbrengen.
top-customers-share = De { $n } klanten hieronder brengen { $share } op van de waarde die nog komt.
column-last-order = Laatste bestelling
column-alive = Nog actief
column-purchases = Orders verwacht
column-historic = Tot nu toe
column-clv = Nog te komen

# modellen
fit = Hoe goed het model past
fit-parameter = Parameter
fit-value = Schatting
fit-error = ± standaardfout
fit-customers =
    geschat op { $n-is ->
        [one] één klant
       *[other] { $n } klanten
    }
fit-likelihood = log-aannemelijkheid { $value }
fit-converged = geconvergeerd
fit-not-converged = niet geconvergeerd
fit-none = In deze run is geen model geschat.
model-bg-nbd = BG/NBD: hoe vaak en hoe lang klanten kopen
model-mbg-nbd = MBG/NBD: hoe vaak en hoe lang klanten kopen
model-pareto-nbd = Pareto/NBD: hoe vaak en hoe lang klanten kopen
model-gamma-gamma = Gamma-Gamma: hoeveel een bestelling waard is
fit-good = Het model plaatst { $share } van de klanten bij het aantal herhaalaankopen dat is geteld.

# wat is weggelaten
left-out = Wat binnenkwam, wat is weggelaten, en waarom
left-out-total = Geïmporteerde, weggelaten en afgekeurde regels zijn samen de bestanden: { $rows } regels, { $amount }.
left-out-class = Soort
left-out-why = Waarom
left-out-what = Wat ermee is gedaan
left-out-rows = Regels
left-out-amount = Bedrag
left-out-unreadable =
    { $n-is ->
        [one] één bedrag
       *[other] { $n } bedragen
    } onleesbaar
left-out-none = Er is nog niets geïmporteerd.
total-files = Bestanden
disposition-imported = geïmporteerd
disposition-excluded = weggelaten
disposition-rejected = afgekeurd
class-sale = Verkopen
class-guest = Verkopen zonder klant
class-cancellation = Annuleringen
class-refund = Terugbetalingen
class-stock-write-off = Afgeboekte voorraad
class-non-product = Geen product
class-zero-price = Zonder prijs
class-test = Testbestellingen
class-unreadable = Onleesbaar
class-duplicate = Zelfde regel nog eens
why-sale = de basis van elk cijfer
why-guest = echt, maar niemand om te waarderen: apart geteld
why-cancellation = op de eigen datum afgetrokken van de klantwaarde
why-refund = op de eigen datum afgetrokken van de klantwaarde
why-stock-write-off = er is niets verkocht
why-non-product = verzendkosten, toeslagen, monsters en handmatige correcties
why-zero-price = weggegeven of gecorrigeerd; zegt niets over waarde
why-test = gemaakt om de winkel te proberen
why-unreadable = in het bestand met afgekeurde regels, met regel en reden
why-duplicate = staat al in het datameer
guests-note =
    Verkopen zonder klant: { $n-is ->
        [one] één bestelling
       *[other] { $n } bestellingen
    }, { $amount }, waarvan { $refunded } is terugbetaald.
unmatched-note = Van de terugbetalingen hoort { $amount } bij geen eerdere bestelling in de gegevens; ook dat verlaagt de waarde tot nu toe.
currency-note =
    { $currency }: { $n-is ->
        [one] één bestelling
       *[other] { $n } bestellingen
    }, { $amount }, niet omgerekend en niet opgeteld.
files = Geïmporteerde bestanden
file = Bestand
kind = Soort
imported-at = Geïmporteerd
file-new = Regels erbij
file-updated = Regels vervangen

# runs
runs = Runs
started = Klaar op

# definities
definitions = Wat de woorden betekenen
def-value = Waarde
def-value-revenue = Omzet: wat zonder btw in rekening is gebracht, min terugbetalingen op de dag dat ze gebeurden.
def-value-gross_margin = Brutomarge: wat zonder btw in rekening is gebracht, min terugbetalingen en inkoopkosten.
def-clv = CLV
def-clv-text = Klantwaarde binnen de horizon: de verwachte waarde van de toekomstige bestellingen van een klant, elk verdisconteerd naar de peildatum. De som over alle klanten is de totale klantwaarde.
def-discount = Discontering
def-discount-text = { $rate } per jaar, effectief.
def-discount-unknown = De run legde de disconteringsvoet niet vast.
def-occasion = Aankoop
def-occasion-text = Bestellingen van één klant op één dag zijn één aankoop. Herhaalaankopen zijn die na de eerste.
def-alive = Nog actief
def-alive-text = Kans, volgens het model, dat een klant niet voorgoed is gestopt. Niemand zegt dat bij vertrek, dus zeker is het nooit.
def-interval = Onzekerheid
def-interval-known = Onzekerheidsmarges omvatten { $level } van wat het model mogelijk acht.
def-interval-unknown = Waarden die nog komen zijn verwachtingen. Deze run bewaarde er geen onzekerheidsmarge bij; voor één klant kan de uitkomst ver van de verwachting liggen.
def-run = Run
def-run-text = { $run }, klaar op { $date }, door Tenure { $version }.
