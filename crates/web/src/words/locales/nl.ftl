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
horizon-of-d =
    { $n-is ->
        [one] 1 dag
       *[other] { $n } dagen
    }
horizon-of-w =
    { $n-is ->
        [one] 1 week
       *[other] { $n } weken
    }
horizon-of-m =
    { $n-is ->
        [one] 1 maand
       *[other] { $n } maanden
    }
horizon-of-y =
    { $n-is ->
        [one] 1 jaar
       *[other] { $n } jaar
    }
ahead-of-d =
    { $n-is ->
        [one] de komende dag
       *[other] de komende { $n } dagen
    }
ahead-of-w =
    { $n-is ->
        [one] de komende week
       *[other] de komende { $n } weken
    }
ahead-of-m =
    { $n-is ->
        [one] de komende maand
       *[other] de komende { $n } maanden
    }
ahead-of-y =
    { $n-is ->
        [one] het komende jaar
       *[other] de komende { $n } jaar
    }
short-of-d = { $n } d
short-of-w = { $n } w
short-of-m = { $n } m
short-of-y = { $n } jr
basis-revenue = Omzet
basis-gross_margin = Brutomarge
from-to = { $from } tot { $to }
percent = { $n }%
none = geen
unknown = –

# kop
answer =
    { $n-is ->
        [one] Eén klant bracht { $historic } op; { $ahead } brengt deze klant naar verwachting { $clv } op
       *[other] { $n } klanten brachten { $historic } op; { $ahead } brengen zij naar verwachting { $clv } op
    }
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
tile-repeat-ctx =
    { $n-is ->
        [one] één kocht één keer
       *[other] { $n } kochten één keer
    }
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
figure-tracking = Herhaalaankopen per week, geteld en verwacht
figure-tracking-summary = Herhaalaankopen van elke week zoals ze geteld zijn, en zoals het model ze verwacht van de klanten die er toen waren. Seizoenen zijn golven rond de stippellijn; een blijvend gat betekent dat het model deze klanten niet beschrijft.
figure-tracking-so-far = Herhaalaankopen tot nu toe, geteld en verwacht
figure-tracking-so-far-summary = Herhaalaankopen opgeteld vanaf de eerste week. Waar de twee lijnen samen blijven verwacht het model het juiste aantal.
figure-tracking-none = Er is geen model om herhaalaankopen mee te verwachten, of geen hele week om te vergelijken.
figure-tracking-week = week tot en met { $date }
figure-tracking-column = Week tot en met
figure-alive = Hoe waarschijnlijk het was dat de klant nog actief is
figure-alive-unit = Nog actief
figure-alive-order = bestelling
figure-alive-column = Dag
figure-alive-summary = Daalt met de stilte, gemeten aan het eigen ritme van de klant, en springt terug bij elke bestelling. Elke dag is gezien met de bestellingen tot dan.
figure-alive-none = Er is geen model dat kan zeggen hoe waarschijnlijk het is dat de klant nog actief is.
figure-waterfall = Van verkopen naar brutomarge
figure-waterfall-revenue = Van verkopen naar nettoverkopen
figure-waterfall-column = Stap
figure-waterfall-unknown = Kosten onbekend
figure-waterfall-costs = Inkoopwaarde
figure-waterfall-summary = Verkopen aan bekende klanten zonder btw, min terugbetalingen en de kosten van de goederen. Verkopen waarvan de kosten onbekend zijn gaan er eerst af, zodat de marge alleen van verkopen met bekende kosten is.
figure-waterfall-summary-revenue = Verkopen aan bekende klanten zonder btw, min terugbetalingen. Van kosten is niets bekend, dus de stappen eindigen bij de nettoverkopen.

# beste klanten
top-customers = Klanten met de meeste waarde te gaan
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
left-out-apart =
    Geïmporteerde, weggelaten en afgekeurde regels tellen niet op tot de { $n-is ->
        [one] ene regel
       *[other] { $n } regels
    } van de bestanden: meld dit alstublieft.
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
file-new = Erbij, alle tabellen
file-updated = Vervangen, alle tabellen

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

# raam van de pagina's
nav-pages = Pagina's
nav-menu = Menu
nav-understand = Begrijpen
nav-act = Handelen
nav-trust = Vertrouwen
nav-overview = Overzicht
nav-value = Klantwaarde-opbouw
nav-customers = Klanten
nav-models = Modellen
nav-data = Data
scope = Waar de cijfers over gaan
language = Taal
short-90d = 90 d
short-1y = 1 jr
short-3y = 3 jr
short-5y = 5 jr
run-none = Er is nog niets doorgerekend
run-current = Bijgewerkt
run-stale = Nieuwe gegevens sinds deze run
run-settings = Instellingen gewijzigd sinds deze run
run-earlier = Een eerdere run
theme-system = Thema: systeem
theme-light = Thema: licht
theme-dark = Thema: donker
copy-link = Link kopiëren
link-copied = Link gekopieerd
download = Downloaden
key-figures = Kerncijfers
change-up = omhoog
change-down = omlaag
pager = Pagina's van de lijst
pager-range = { $from } tot { $to } van { $of }
pager-before = Vorige
pager-after = Volgende
progress = Voortgang
cancel = Annuleren
yes = ja
no = nee

# nog niets
empty-lede = Importeer bestellingen en deze pagina zegt wat uw klanten waard zijn.
empty-import = Begin met bestellingen importeren
empty-import-text = Een export van bestellingen of orderregels is genoeg: klant, datum en bedrag. Tenure vindt de kolommen en toont wat begrepen is voordat er iets verandert.
empty-run = Start een run
empty-run-text = Er zijn bestellingen, maar nog geen run heeft ze gewaardeerd. Een run duurt seconden tot enkele minuten; de pagina toont hoe ver hij is.

# aanmelden
sign-in = Aanmelden
sign-in-text = De cijfers zijn voor wie ermee werkt.
sign-in-link = Open de link die bij het starten van de server werd getoond. Hij werkt één keer; start de server opnieuw voor een andere, of stel een wachtwoord in met “tenure access password”.
sign-in-password = Wachtwoord
sign-in-wrong = Dat is niet het wachtwoord.
sign-in-link-used = Deze link is al gebruikt, of hoort bij een andere start van de server.
sign-out = Afmelden

# fouten
fault-missing = Deze pagina is er niet
fault-missing-text = Kijk of het adres heel is; wat het noemt, kan verwijderd zijn.
fault-wrong = Dit kan niet gevraagd worden
fault-wrong-text = Er is niets veranderd.
fault-method = Dit kan niet op die manier gevraagd worden
fault-method-text = Er is niets veranderd.
fault-nothing = Er is nog niets te tonen
fault-nothing-text = Importeer eerst bestellingen.
fault-unknown = Meld u eerst aan
fault-unknown-text = De cijfers zijn voor wie ermee werkt.
fault-denied = Dit mag niet
fault-denied-text = Er is niets veranderd. Open de pagina opnieuw en probeer het nog eens.
fault-elsewhere = Verkeerd adres
fault-elsewhere-text = Open het adres dat bij het starten van de server werd getoond.
fault-busy = Er is iets anders bezig
fault-busy-text = Er is niets veranderd. Er loopt één import of run tegelijk; zie Data.
fault-too-large = Dit is te groot
fault-too-large-text = Er is niets veranderd. De server kan met een hogere --upload-limit gestart worden.
fault-too-many = Te veel verzoeken
fault-too-many-text = Er is niets veranderd.
fault-slow = Het duurde te lang
fault-slow-text = Probeer het opnieuw; tijdens een grote run duren antwoorden langer.
fault-engine = Er ging hier iets mis
fault-engine-text = Wat er was, is er nog zo. Het logboek van de server zegt meer.
fault-no-page = Er is geen pagina `{ $name }`.
fault-no-file = Er is geen bestand `{ $name }`.
fault-no-run = Er is geen run `{ $name }`.
fault-no-job = Er is geen taak `{ $name }`; misschien is de server sindsdien opnieuw gestart.
fault-no-figure = Er is geen grafiek `{ $name }`.
fault-no-document = Er is geen document `{ $name }`.
fault-no-customer = Er is geen klant `{ $name }`.
fault-no-customer-in-run = Er is geen klant `{ $name }` in `{ $run }`.
fault-not-scored = `{ $run }` heeft geen waarden binnen { $horizon } op { $basis }. Kies een andere horizon of basis, of start een run die ze berekent.
fault-field-share = ‘{ $name }’ is `{ $value }`; gebruik een deel van 0 tot 1.
fault-field-amount = ‘{ $name }’ is `{ $value }`; gebruik een getal zoals 250 of 99.5.
fault-field-count = ‘{ $name }’ is `{ $value }`; gebruik een geheel getal.
fault-field-day = ‘{ $name }’ is `{ $value }`; gebruik een dag zoals 2026-03-31.
fault-busy-wait = Er is een andere import of run bezig; wacht tot die klaar is.
fault-too-many-wait = Wacht { $n } seconden.
fault-back = Naar het overzicht

# data
data-none = Er is nog niets geïmporteerd
data-none-text = Importeer een export van uw webwinkel, kassa of CRM; meer bestanden tegelijk mag.
data-answer =
    { $n-is ->
        [one] Eén regel kwam binnen, en die is verantwoord
       *[other] { $n } regels kwamen binnen, en elke regel is verantwoord
    }
data-answer-apart =
    { $n-is ->
        [one] Er stond één regel
       *[other] Er stonden { $n } regels
    } in de bestanden, en er zijn er { $counted } verantwoord: dat sluit niet
data-answer-rejected =
    { $n-is ->
        [one] Eén regel kwam binnen
       *[other] { $n } regels kwamen binnen
    }; { $rejected-is ->
        [one] één was niet te lezen
       *[other] { $rejected } waren niet te lezen
    }
data-lede =
    { $imported-is ->
        [one] Eén zit in de cijfers of is apart geteld
       *[other] { $imported } zitten in de cijfers of zijn apart geteld
    }, { $excluded-is ->
        [one] één is
       *[other] { $excluded } zijn
    } met opzet weggelaten, { $rejected-is ->
        [one] één is
       *[other] { $rejected } zijn
    } afgekeurd. De laatste import was op { $date }.
data-of-files = { $shown } van { $n } bestanden
data-older = Ouder
data-latest = De laatste
data-reconciliation = Aansluiting
data-reconciliation-text = Geïmporteerde, weggelaten en afgekeurde regels zijn samen de bestanden.
data-adds-up-not = sluit niet
data-adds-up = sluit aan
data-in-files =
    In de bestanden { $n-is ->
        [one] stond één regel
       *[other] stonden { $n } regels
    }, elke inhoud één keer.
run-as-of = Peildatum (anders de laatste dag met een bestelling)
run-start = Run starten
jobs-at-work =
    { $n-is ->
        [one] Eén taak is bezig
       *[other] { $n } taken zijn bezig
    }

# import
import = Importeren
import-action = Gegevens importeren
import-title = Bestanden importeren
import-lede = Bestellingen, orderregels of betalingen, als CSV, Parquet of JSON-regels. Er verandert niets voordat u hebt gezien wat begrepen is.
import-steps = Stappen
import-step-choose = Bestanden kiezen
import-step-check = Controleren wat begrepen is
import-step-load = Importeren
import-drop = Sleep bestanden hierheen of kies ze
import-formats = CSV (ook met gzip verpakt), Parquet of JSON-regels, samen hooguit { $size }
import-continue = Verder
import-looking = De bestanden worden gelezen
import-looking-text = Alles wordt één keer gelezen, om te tellen en te controleren. Er wordt niets veranderd.
import-check = Controleer wat begrepen is van { $files }
import-check-lede =
    { $n-is ->
        [one] Eén regel
       *[other] { $n } regels
    } in { $files }. Er is nog niets veranderd.
import-open = In { $files } staat nog iets open
import-open-text = De bestanden zelf geven geen uitsluitsel. Zeg het hieronder; ze blijven bewaard.
import-fault = Dit werd niet begrepen
import-notes = Kijk hier eerst naar
import-note-rejected =
    { $file }: { $n-is ->
        [one] één regel is
       *[other] { $n } regels zijn
    } niet te lezen en komt in het bestand met afgekeurde regels, met plaats en reden.
import-note-statuses =
    { $file }: { $n-is ->
        [one] één regel heeft
       *[other] { $n } regels hebben
    } een onbekende status en telt als geplaatst.
import-note-times =
    { $file }: { $n-is ->
        [one] één tijd kwam
       *[other] { $n } tijden kwamen
    } twee keer voor toen de klok werd teruggezet; de eerste geldt.
import-settle = Alleen u kunt dit beslissen
import-settle-delimiter = Zeg hieronder wat er tussen de velden staat.
import-settle-decimal = Zeg hieronder of er een komma of een punt voor de decimalen staat.
import-settle-date-order = Zeg hieronder in welke volgorde dag, maand en jaar staan.
import-settle-columns = Zeg hieronder welke kolom wat betekent.
import-settle-vat = Zeg hieronder of bedragen btw bevatten, en tegen welk tarief.
import-settle-source = Zeg hieronder van welke bron deze bestanden zijn.
import-settle-other = Verander hieronder wat er gezegd is, of stuur een ander bestand.
import-kept = De bestanden blijven een dag bewaard, zodat u ze niet opnieuw hoeft te sturen.
import-say = Zeg dit
import-columns = Kolommen van { $file }
import-columns-text = Wat elke kolom lijkt te betekenen, naar haar naam. Verander wat niet klopt.
import-column = Kolom in het bestand
import-values = Eerste waarden
import-means = Betekent
import-read-as = Gelezen als
import-empty = (leeg)
import-unused = – niet gebruikt –
import-date = datum
import-settings = Wat de bestanden niet zeggen
import-settings-text = Leeg is: zoals in het bestand gevonden, of zoals de instellingen van de bron zeggen.
import-from-file = zoals gevonden
import-kind = Wat een regel is
import-decimal = Decimaalteken
import-date-order = Volgorde van datums
import-delimiter = Tussen de velden
import-encoding = Codering
import-header = Eerste regel noemt de kolommen
import-source = Naam van de bron
import-currency = Valuta, waar geen staat
import-zone = Tijdzone, waar geen staat
import-vat = Btw: net, of gross:21
import-channel = Kanaal, waar geen staat
import-skip = Regels boven de kop
import-exported-at = Geëxporteerd op: van twee kopieën van een rij blijft de latere export
import-of-one = Wat alleen { $file } niet zegt
import-first = Eerste regels in { $table }
import-decisions = Wat besloten is, en waarom
import-what = Wat
import-value = Uitkomst
import-evidence = Bewijs
import-then-run = Daarna de klanten waarderen
import-go = Importeren
import-check-again = Opnieuw controleren
import-discard = Bestanden weggooien
kind-orders = Bestellingen: een regel per bestelling
kind-order-lines = Orderregels: een per artikel
kind-invoice-lines = Factuurregels met creditnota's
kind-shopify-orders = Shopify-bestellingen
kind-woocommerce-orders = WooCommerce-bestellingen
kind-stripe-payments = Stripe-betalingen
decimal-comma = komma
decimal-point = punt
date-order-dmy = dag, maand, jaar
date-order-mdy = maand, dag, jaar
date-order-ymd = jaar, maand, dag
delimiter-comma = komma
delimiter-semicolon = puntkomma
delimiter-tab = tab
delimiter-pipe = verticale streep
delimiter-blanks = spaties
table-orders = bestellingen
table-order_lines = orderregels
table-refunds = terugbetalingen
table-customer_records = klanten
table-contact_points = contactgegevens
role-customer_id = Klantnummer
role-email = E-mailadres
role-phone = Telefoonnummer
role-loyalty_id = Klantenkaartnummer
role-account_id = Zakelijk account
role-name = Volledige naam
role-first_name = Voornaam
role-last_name = Achternaam
role-company = Bedrijf
role-street = Straat
role-house_number = Huisnummer
role-postcode = Postcode
role-city = Plaats
role-country = Land
role-order_id = Ordernummer
role-line_id = Regelnummer
role-ordered_at = Besteld op
role-ordered_time = Tijd van de dag
role-updated_at = Laatst gewijzigd op
role-amount = Bedrag
role-quantity = Aantal
role-unit_price = Stukprijs
role-currency = Valuta
role-status = Status
role-channel = Kanaal
role-location = Winkel of site
role-tax = Btw
role-tax_rate = Btw-tarief
role-shipping = Verzendkosten
role-discount = Korting
role-coupon = Kortingscode
role-cost = Kostprijs
role-unit_cost = Kostprijs per stuk
role-fees = Transactiekosten
role-product_id = Artikelnummer
role-description = Artikel
role-refunded = Terugbetaald
role-cancelled_at = Geannuleerd op
role-subtotal = Som van de regels
role-line_discount = Korting op de regel
role-tags = Labels
role-mode = Echt of test
role-captured = Geïnd

# taken
job-import = Importeren
job-import-running = De import is bezig
job-import-done = De import is klaar
job-import-failed = De import is gestopt; er is niets veranderd
job-run = Run
job-run-running = De run is bezig
job-run-done = De run is klaar
job-run-failed = De run is gestopt; er is niets veranderd
job-running-text = U kunt deze pagina verlaten; het werk gaat door, en Data toont het resultaat.
job-done-text = De pagina's tonen het meteen.
job-failed-text = De cijfers zijn die van daarvoor.
job-failed-why = Waarom het stopte
job-again = Opnieuw proberen
job-in-log = Het logboek van de server zegt het.
job-refresh = Kijken hoe ver het is
job-see = Naar het overzicht
job-table = In het lake
table-new = Regels erbij
table-updated = Regels vervangen
job-not-run = Geïmporteerd, maar niet gewaardeerd
job-removed =
    { $n ->
        [one] Eén rij is verwijderd: de order kwam in een nieuwere versie zonder die rij.
       *[other] { $n } rijen zijn verwijderd: hun orders kwamen in een nieuwere versie zonder die rijen.
    }
job-older =
    { $n ->
        [one] Eén rij wijkt af van wat er is en is niet overgenomen: ze is ouder dan een andere kopie.
       *[other] { $n } rijen wijken af van wat er is en zijn niet overgenomen: ze zijn ouder dan een andere kopie.
    }
job-tied =
    { $n ->
        [one] Eén rij wijkt af van wat er is en is niet overgenomen: een andere export met dezelfde laatste datum blijft staan. Importeer het bestand opnieuw en zeg wanneer het is geëxporteerd, als dit het nieuwere is.
       *[other] { $n } rijen wijken af van wat er is en zijn niet overgenomen: een andere export met dezelfde laatste datum blijft staan. Importeer de bestanden opnieuw en zeg wanneer ze zijn geëxporteerd, als dit de nieuwere zijn.
    }
job-run-did = { $run } waardeert de klanten per { $date }; dat duurde { $seconds } s.
job-run-same = Er was niets verouderd per { $date }: de cijfers van daarvoor gelden ({ $run }, { $seconds } s).
step-done = klaar
step-now = bezig
step-failed = gestopt
step-begin = Begin
step-reading = { $what } lezen
step-merging = Samenvoegen met wat er was
step-summarising-customers = Klanten samenvatten
step-fitting = { $what } schatten
step-scoring-customers = Klanten waarderen
step-adding-up = Optellen

# overzicht
overview-since = t.o.v. { $date }
overview-points = { $n } pp
overview-all = Alle klanten
overview-see-data = Naar Data
overview-see-models = Naar Modellen
overview-nobody = Geen klant heeft een waarde in deze run
overview-nobody-text = Importeer bestellingen die hun klant noemen en start daarna onder Data een nieuwe run.

# opbouw van de klantwaarde
value-answer = Een klant is { $ahead } gemiddeld { $mean } waard; de helft is minder waard dan { $median }
value-lede-parts = Een bestelling brengt { $order } op, een klant bestelt { $frequency } keer per jaar, en naar verwachting koopt { $alive } van de klanten nog.
value-lede-gap =
    De formule, die gemiddelden vermenigvuldigt, komt op { $formula }: { $direction ->
        [close] dicht bij het model, dat elke klant apart waardeert.
        [more] { $share } meer dan het model, dat elke klant apart waardeert.
       *[less] { $share } minder dan het model, dat elke klant apart waardeert.
    }
value-tree = Waaruit de waarde bestaat
value-tree-text = Groot: zoals het is geteld. Klein eronder: wat het model verwacht.
value-model = het model zegt { $amount }
value-times = keer
value-over = gedeeld door
value-order-model = { $amount } verwacht, verdisconteerd
value-order-margin = { $amount } marge verwacht, verdisconteerd
value-frequency-model = { $n } verwacht { $ahead }
value-years-model = { $share } is nu nog actief
value-margin-none = de basis is omzet
value-margin-known = van verkopen met bekende kosten
value-margin-estimated =
    { $n-is ->
        [one] voor één klant
       *[other] voor { $n } klanten
    } een vast percentage
value-averages = klanten, al hun aankopen samen
value-occasions = aankopen
value-observed = jaren sinds hun eerste
value-costed = Omzet met bekende kosten
value-tenths = Wie het opbrengt

# klanten
customers-answer =
    { $n-is ->
        [one] Eén klant
       *[other] { $n } klanten; het beste tiende deel brengt { $share } op van wat nog komt
    }
customers-match =
    { $n-is ->
        [one] Eén van { $all } klanten voldoet
       *[other] { $n } van { $all } klanten voldoen
    }
customers-no-match = Geen van { $all } klanten voldoet
customers-lede =
    Op volgorde van ‘{ $column }’, { $direction ->
        [largest-day] laatste eerst.
        [smallest-day] vroegste eerst.
        [largest-name] van Z naar A.
        [smallest-name] van A naar Z.
        [smallest-amount] laagste eerst.
       *[largest-amount] hoogste eerst.
    } De naam van een klant leidt naar de hele geschiedenis.
customers-total = Tot nu toe en nog te komen samen
customers-download = CSV downloaden
customers-choose = Klanten kiezen
customers-search = Deel van het klantnummer
customers-apply = Toepassen
customers-clear = Wissen
customers-more = Meer filters
customers-any = elke kans
customers-at-least = ten minste { $share }
customers-at-most = ten hoogste { $share }
customers-alive-from = Nog actief
customers-alive-to = en
customers-clv-from = Nog te komen, vanaf
customers-clv-to = Nog te komen, onder
customers-historic-from = Tot nu toe, vanaf
customers-orders-from = Bestellingen, vanaf
customers-orders-to = Bestellingen, tot en met
customers-last-order-from = Laatste bestelling, vanaf
customers-last-order-to = Laatste bestelling, t/m
customers-none = Niemand hier
customers-none-text = Verruim of wis de filters om weer klanten te zien.
customers-all = Alle { $n }
customers-chosen =
    { $n-is ->
        [one] De ene die past
       *[other] Deze { $n } samen
    }

# één klant
customer-answer = { $customer } bracht { $historic } op en brengt { $ahead } naar verwachting { $clv } op
customer-answer-lost = { $customer } kreeg meer terugbetaald dan er is verkocht: { $historic } tot nu toe, en { $ahead } wordt { $clv } verwacht
customer-likely = Zeer waarschijnlijk nog klant: de kans dat deze klant nog koopt is { $p }.
customer-rather = Eerder nog klant dan niet: de kans dat deze klant nog koopt is { $p }.
customer-hardly = Eerder vertrokken dan niet: de kans dat deze klant nog koopt is { $p }.
customer-left = Waarschijnlijk vertrokken: de kans dat deze klant nog koopt is { $p }.
customer-last =
    De laatste bestelling was { $n-is ->
        [one] één dag
       *[other] { $n } dagen
    } voor de peildatum, op { $date }.
customer-last-today = De laatste bestelling was op de peildatum zelf, { $date }.
customer-next = Koopt de klant nog, dan komt de volgende bestelling vier op de vijf keer tussen { $from } en { $to }.
customer-alive = Nog actief { $p }
customer-once = Kocht één keer
customer-refunds = Meer terugbetaald dan gemiddeld
customer-no-interval = Geen onzekerheidsmarge in deze run
customer-value = Waarde
customer-newer = De bestellingen zoals deze run ze zag zijn niet meer te lezen: kanalen, historie en kansen hieronder zijn van wat er nu is.
customer-total = Totale waarde
customer-total-tip = Waarde tot nu toe plus de verwachte, verdisconteerde waarde binnen de horizon.
customer-since =
    { $n-is ->
        [one] één bestelling
       *[other] { $n } bestellingen
    } sinds { $date }
customer-expectation = verwachting, verdisconteerd
customer-spend = verwachte bestelling
customer-purchases = orders verwacht
customer-rest = discontering
customer-spend-margin = marge per verwachte bestelling
customer-every = Elke horizon en basis
customer-every-text = Wat de run over deze klant zegt; de formule komt uit het leerboek, ter vergelijking.
customer-due = Volgende bestelling
customer-due-text = Als deze klant nog koopt.
customer-due-median = Even vaak ervoor als erna
customer-due-from = Eén op de tien ervoor
customer-due-to = Eén op de tien erna
customer-due-scale = Vanaf { $date }: de band is het venster, de punt het midden ervan.
customer-due-none = De run noemt er geen dag voor.
customer-short = In het kort
customer-number = Nummer
customer-source = Bron
customer-first = Eerste bestelling
customer-days = Dagen met een aankoop
customer-repeat-value = Gem. herhaalaankoop
customer-refund-count = Terugbetalingen
customer-margin-estimated = Brutomarge, geschat
customer-channels = Per kanaal
customer-channels-text = Bestellingen vóór terugbetalingen, grootste bedrag eerst.
customer-channel = Kanaal
customer-until = laatste op { $date }
customer-events = Bestellingen en terugbetalingen
customer-events-text =
    { $n-is ->
        [one] Eén gebeurtenis
       *[other] { $n } gebeurtenissen
    }, laatste eerst.
customer-latest = De laatste { $shown } van { $n }, laatste eerst.
customer-earlier = { $n } eerdere
customer-order = Bestelling { $id }
customer-refund-of = Terugbetaling van bestelling { $id }
customer-refund = Terugbetaling { $id }
channel-web = Webwinkel
channel-store = Winkel
channel-marketplace = Marktplaats
channel-phone = Telefoon
channel-field_sales = Buitendienst
channel-unknown = Kanaal onbekend
status-failed = mislukt
status-placed = geplaatst
status-paid = betaald
status-partially_refunded = deels terugbetaald
status-refunded = terugbetaald
status-cancelled = geannuleerd
status-test = test
status-cancellation = annulering
status-return = retour
status-refund = terugbetaling

# modellenpagina
models-answer = Het model plaatst { $share } van de klanten bij het aantal herhaalaankopen dat is geteld
models-answer-poor = Het model plaatst { $rest } van de klanten verkeerd: lees de waarde van een enkele klant met voorzichtigheid
models-answer-unknown = De modellen zijn geschat; er is niets om ze mee te vergelijken
models-lede-tracked = Er zijn { $counted } herhaalaankopen geteld waar het model er { $expected } verwacht.
models-lede-fitted =
    Geschat op { $n-is ->
        [one] één klant
       *[other] { $n } klanten
    }, peildatum { $date } ({ $run }).
models-converged = Elke schatting vond de beste parameters: ze convergeerde.
models-not-converged =
    { $n-is ->
        [one] Eén schatting convergeerde
       *[other] { $n } schattingen convergeerden
    } niet: de parameters staan waar het zoeken stopte en zijn misschien niet de beste.
models-fitted = Wat is geschat
models-fitted-text = Parameters die de getelde aankopen het waarschijnlijkst maken; twee keer de standaardfout naar beide kanten omvat ongeveer 95% van wat aannemelijk is.
models-assumed = Wat de modellen aannemen
models-assume-bg-nbd = Zolang klanten actief zijn, kopen zij op toevallige momenten, elk in een vast eigen tempo, en na elke herhaalaankoop kunnen zij ongezien voorgoed vertrekken. Tempo en kans op vertrek verschillen per klant en veranderen niet in de tijd: seizoenen en acties zitten er niet in.
models-assume-mbg-nbd = Zolang klanten actief zijn, kopen zij op toevallige momenten, elk in een vast eigen tempo, en na elke aankoop, ook de eerste, kunnen zij ongezien voorgoed vertrekken. Tempo en kans op vertrek verschillen per klant en veranderen niet in de tijd: seizoenen en acties zitten er niet in.
models-assume-gamma-gamma = De bedragen van een klant schommelen rond een eigen gemiddelde dat niet verandert in de tijd. Hoeveel iemand besteedt zegt niets over hoe vaak; waar dat wel zo is, worden de drukste klanten te laag of te hoog gewaardeerd.
models-more = Alles: vergelijkingen, grenzen, bewijs (Engels)

# soorten regels naast die hierboven
class-order = Bestellingen
class-guest-order = Bestellingen zonder klant
class-guest-refund = Terugbetalingen zonder klant
class-cancelled = Geannuleerde bestellingen
class-amount-too-large = Bedrag te groot
class-date-before-1990 = Datum voor 1990
class-date-in-the-future = Datum in de toekomst
class-line-without-its-order = Regel zonder bestelling
class-no-amount = Geen bedrag
class-no-date = Geen datum
class-unreadable-vat = Btw niet leesbaar
class-unreadable-amount = Bedrag niet leesbaar
class-unreadable-currency = Valuta niet leesbaar
class-wrong-number-of-fields = Verkeerd aantal velden
class-nul-bytes = Beschadigd
class-wrong-encoding = Verkeerde codering
class-too-long = Te lang
class-open-quote = Aanhalingsteken nooit gesloten
class-no-json-object = Geen JSON-object
why-order = de basis van elk cijfer
why-guest-order = echt, maar van niemand: apart geteld
why-guest-refund = teruggegeven aan een onbekende: apart geteld
why-cancelled = ingetrokken voordat er iets berekend werd
data-rejects = Afgekeurd

# kolommen van eerste rijen
first-order_id = Bestelling
first-line_no = Regel
first-refund_id = Terugbetaling
first-record_id = Klant
first-ordered_on = Besteld op
first-refunded_on = Terugbetaald op
first-channel = Kanaal
first-location = Plaats
first-status = Status
first-currency = Valuta
first-gross = Met btw
first-discount = Korting
first-shipping = Verzendkosten
first-tax = Btw
first-net = Zonder btw
first-cost = Kostprijs
first-fees = Kosten
first-coupon = Code
first-product_id = Artikel
first-description = Omschrijving
first-quantity = Aantal
first-unit_price = Stukprijs
first-unit_cost = Kostprijs per stuk
first-amount = Bedrag
first-reason = Reden
