"""What columns are called in six languages, compared without case, spaces and signs."""

_WORDS = """
id: id recordid contactid leadid personid customerid kundennummer kundennr klantnummer numeroclient
 uuid guid
email: email emailaddress mail emailadresse emailadres adresseemail courriel correo
 correoelectronico
first_name: firstname forename givenname vorname voornaam prenom nombre nome
last_name: lastname surname familyname nachname achternaam nom nomdefamille apellido apellidos
 cognome sobrenome
name: name fullname contactname leadname ansprechpartner naam nomcomplet nombrecompleto
company: company companyname account accountname organization organisation firma firmenname
 unternehmen bedrijf
 bedrijfsnaam societe entreprise raisonsociale empresa azienda ragionesociale companyoraccount
domain: domain website websiteurl companydomain companydomainname webseite homepage siteweb sitio
 url
phone: phone phonenumber telephone mobile mobilephone telefon telefonnummer handy telefoon
 telefoonnummer
 telefone telefono tel
country: country countryregion countrycode land pays pais paese staat
modified: modified modifiedat lastmodified lastmodifieddate updated updatedat datemodified
 lastchanged geandert
 geaendertam gewijzigd datedemodification
at: date created createdat createdate createddate dateadded timestamp occurredat eventdate datum
 erstelltam
 aangemaaktop datedecreation fecha fechadecreacion data datacriacao time zeitpunkt signupdate
 optintime
won_at: wondate closedate closedat closeddate abschlussdatum sluitdatum datedecloture fechadecierre
channel: channel source leadsource origin originalsource utmsource medium kanal quelle herkunft bron
 canal
 fuente origine origem
campaign: campaign campaignname utmcampaign kampagne campagne campana campanha
asset: asset landingpage landingpageid page pageurl form formname content
actor: owner ownerid contactowner dealowner rep salesrep inhaber verantwortlich eigenaar
 proprietaire responsable
event: event eventtype type activity activitytype ereignis aktivitat typ gebeurtenis evenement
status: status stage dealstage leadstatus phase stadium statut etape estado etapa
amount: amount value dealvalue revenue price total betrag wert umsatz preis bedrag omzet montant
 prix valeur
 importe valor importo spend cost kosten ausgaben cout coste
currency: currency currencycode currencyisocode wahrung waehrung valuta devise moneda moeda
industry: industry sector branche secteur industria settore setor sbibranche
employees: employees numberofemployees employeecount companysize mitarbeiter mitarbeiterzahl
 medewerkers effectif
 empleados dipendenti
role: role jobtitle title position funktion stelle functie fonction poste cargo puesto ruolo
deal_id: dealid opportunityid opportunity deal auftragsnummer dealnummer
order_id: orderid invoiceid invoicenumber ordernumber bestellnummer rechnungsnummer factuurnummer
 numerofacture
company_id: companyid accountid associatedcompanyid firmenid bedrijfsid
lost_reason: lostreason lossreason closedlostreason reasonlost reasonforloss verlustgrund redenverlies
 motifdeperte motivodeperdida motivodaperda
competitor: competitor competitors maincompetitor maincompetitors primarycompetitor lostto wettbewerber
 mitbewerber concurrent competidor
impressions: impressions impressionen vertoningen impresiones
clicks: clicks klicks klikken clics
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    meaning = ""
    for line in _WORDS.strip().splitlines():
        head, colon, rest = line.partition(":")
        meaning = head if colon else meaning
        for word in (rest if colon else line).split():
            table.setdefault(word, meaning)
    return table


SYNONYMS: dict[str, str] = _table()
MEANINGS: frozenset[str] = frozenset(SYNONYMS.values())
