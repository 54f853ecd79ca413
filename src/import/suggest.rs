//! Suggests what the columns of an unknown order table hold: by their names in several languages, and by the look
//! of their values.

use super::detection::Fit;
use super::event_words;
use super::field::Field;
use super::kind::Kind;
use super::number;
use super::place_tables;
use super::product_words;
use super::suggest_events;
use super::suggest_people;
use super::when;
use super::words;

/// Names of columns, best first; compared without accents, case, blanks and marks.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Order,
        &[
            "orderno",
            "ordernumber",
            "orderid",
            "order",
            "invoiceno",
            "invoice",
            "invoicenumber",
            "invoiceid",
            "ordername",
            "transactionid",
            "transaction",
            "receipt",
            "receiptno",
            "receiptnumber",
            "basketid",
            "saleid",
            "bestellnummer",
            "bestellnr",
            "bestellung",
            "auftragsnummer",
            "auftragsnr",
            "auftrag",
            "rechnungsnummer",
            "rechnungsnr",
            "rechnung",
            "belegnummer",
            "belegnr",
            "bonnummer",
            "numerodecommande",
            "nocommande",
            "commande",
            "facture",
            "numerofacture",
            "numerodepedido",
            "pedido",
            "numeropedido",
            "factura",
            "numeroordine",
            "numerodordine",
            "ordine",
            "fattura",
            "ordernummer",
            "factuurnummer",
            "zamowienie",
            "numerzamowienia",
            "ordernum",
            "orderref",
            "orderreference",
            "amazonorderid",
            "salesrecordnumber",
            "incrementid",
            "billno",
            "receiptid",
            "ticketno",
            "ticketnumber",
            "ticket",
            "checkno",
            "docno",
            "documentnumber",
            "salesorder",
            "purchaseid",
            "bestellid",
            "bestellungsnummer",
            "auftragid",
            "vorgangsnummer",
            "bestellnummern",
            "numcommande",
            "ndecommande",
            "commandeno",
            "idcommande",
            "referencecommande",
            "referencedecommande",
            "ticketdecaisse",
            "idpedido",
            "ndepedido",
            "numpedido",
            "idordine",
            "nordine",
            "ordinen",
            "numeroscontrino",
            "bestelnummer",
            "bestelnr",
            "ordernr",
            "factuurnr",
            "bonnr",
            "numerodopedido",
            "ndopedido",
            "idzamowienia",
            "nrzamowienia",
            "siparisno",
            "siparisnumarasi",
            "ordno",
            "ordid",
            "inv",
            "invno",
            "invnumber",
            "salesno",
            "madonhang",
            "nopesanan",
        ],
    ),
    (
        Field::At,
        &[
            "invoicedate",
            "orderdate",
            "createdat",
            "ordercreatedat",
            "datecreated",
            "date",
            "datetime",
            "timestamp",
            "purchasedate",
            "saledate",
            "transactiondate",
            "orderplaced",
            "placedat",
            "orderedat",
            "purchasedat",
            "time",
            "orderpurchasetimestamp",
            "bestelldatum",
            "auftragsdatum",
            "rechnungsdatum",
            "datum",
            "belegdatum",
            "datedecommande",
            "datecommande",
            "fecha",
            "fechadepedido",
            "fechapedido",
            "dataordine",
            "data",
            "besteldatum",
            "orderdatum",
            "datadopedido",
            "datazamowienia",
            "orderdatetime",
            "saledatetime",
            "transactiontime",
            "transactiontimestamp",
            "completeddate",
            "dateplaced",
            "dateofpurchase",
            "ordercreated",
            "createdon",
            "datepurchased",
            "orderdateutc",
            "verkaufsdatum",
            "kaufdatum",
            "bestellzeitpunkt",
            "bestelltam",
            "erstelltam",
            "datedevente",
            "dateachat",
            "dateheure",
            "fechadeventa",
            "fechahora",
            "fechadecompra",
            "datavendita",
            "datadiacquisto",
            "dataacquisto",
            "datacompra",
            "datavenda",
            "verkoopdatum",
            "aankoopdatum",
            "datasprzedazy",
            "datazakupu",
            "siparistarihi",
            "tarih",
            "orderdt",
            "invdate",
            "orddate",
            "trxdate",
            "dt",
            "dateofsale",
            "dateoforder",
            "dateandtimeoforder",
            "datetimeoforder",
            "tdat",
            "transdate",
            "trandate",
            "transactiondt",
            "transdt",
            "txndate",
            "trxdt",
            "salesdate",
            "datesold",
            "ordertimestamp",
            "ordercreationdate",
            "ordercreationtime",
            "ngaydathang",
            "waktupesanandibuat",
        ],
    ),
    (
        Field::Clock,
        &[
            "timeofday",
            "ordertime",
            "transtime",
            "time",
            "uhrzeit",
            "zeit",
            "heure",
            "hora",
            "ora",
            "tijd",
        ],
    ),
    (
        Field::Sku,
        &[
            "stockcode",
            "sku",
            "lineitemsku",
            "productsku",
            "itemsku",
            "articleno",
            "articlenumber",
            "itemno",
            "itemnumber",
            "productcode",
            "itemcode",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "article",
            "reference",
            "referencia",
            "codiceprodotto",
            "codice",
            "codigo",
            "productnumber",
            "upc",
            "ean",
            "gtin",
            "barcode",
            "customlabel",
            "productreference",
            "itemreference",
            "variantsku",
            "codearticle",
            "referenceproduit",
            "refproduit",
            "refarticle",
            "codigoproducto",
            "referenciaproducto",
            "codicearticolo",
            "artikelcode",
            "indeks",
            "kodproduktu",
            "stokkodu",
            "urunkodu",
            "prodcode",
            "productref",
            "refprod",
            "refproduct",
            "prodno",
            "plu",
            "skureferenceno",
            "sellersku",
            "skuphanloaihang",
            "skusanpham",
            "nomorreferensisku",
            "skuinduk",
        ],
    ),
    (
        Field::ProductId,
        &[
            "itemproductid",
            "lineitemproductid",
            "productid",
            "articleid",
            "productkey",
            "itemid",
            "variantid",
            "produktid",
            "idproduct",
            "idprodotto",
            "idproducto",
            "listingid",
            "asin",
            "productno",
            "idproduit",
            "idproduktu",
            "prodid",
        ],
    ),
    (
        Field::Product,
        &[
            "description",
            "productname",
            "itemname",
            "lineitemname",
            "product",
            "item",
            "title",
            "producttitle",
            "productdescription",
            "itemdescription",
            "artikel",
            "artikelbezeichnung",
            "bezeichnung",
            "produkt",
            "produktname",
            "artikelname",
            "beschreibung",
            "produit",
            "nomduproduit",
            "designation",
            "libelle",
            "producto",
            "nombredelproducto",
            "descripcion",
            "prodotto",
            "nomeprodotto",
            "descrizione",
            "omschrijving",
            "produto",
            "name",
            "nazwa",
            "itemtitle",
            "productordescription",
            "productlabel",
            "articolo",
            "nomearticolo",
            "nomearticulo",
            "articulo",
            "nombreproducto",
            "nomdelarticle",
            "article",
            "intitule",
            "artikelomschrijving",
            "productnaam",
            "nomedoproduto",
            "nomeproduto",
            "nazwaproduktu",
            "produkty",
            "towar",
            "urun",
            "urunadi",
            "prod",
            "prodname",
            "proddesc",
            "itemdesc",
            "productdesc",
            "desc",
            "tensanpham",
            "namaproduk",
        ],
    ),
    (
        Field::Quantity,
        &[
            "quantity",
            "qty",
            "lineitemquantity",
            "quantityordered",
            "qtyordered",
            "orderedquantity",
            "units",
            "pieces",
            "unitssold",
            "itemquantity",
            "amountordered",
            "menge",
            "anzahl",
            "stuck",
            "stueck",
            "stk",
            "quantite",
            "qte",
            "cantidad",
            "quantita",
            "qta",
            "aantal",
            "quantidade",
            "ilosc",
            "count",
            "quantitypurchased",
            "quantityrefund",
            "itemqty",
            "lineqty",
            "qtysold",
            "itemssold",
            "numberofitems",
            "noofitems",
            "bestellmenge",
            "stuckzahl",
            "nombre",
            "unidades",
            "cant",
            "pezzi",
            "numeropezzi",
            "stuks",
            "qtd",
            "quantidades",
            "liczba",
            "adet",
            "miktar",
            "qnty",
            "pcs",
            "nos",
            "quant",
            "qtyordered",
            "soluong",
            "jumlah",
        ],
    ),
    (
        Field::Price,
        &[
            "unitprice",
            "price",
            "lineitemprice",
            "itemprice",
            "priceperunit",
            "sellingprice",
            "saleprice",
            "salesprice",
            "priceeach",
            "netprice",
            "grossprice",
            "einzelpreis",
            "stuckpreis",
            "stueckpreis",
            "preis",
            "verkaufspreis",
            "prixunitaire",
            "prix",
            "preciounitario",
            "precio",
            "prezzounitario",
            "prezzo",
            "stukprijs",
            "prijs",
            "precounitario",
            "preco",
            "cena",
            "soldfor",
            "itemcost",
            "unitcost",
            "unitpriceinclvat",
            "unitpriceexclvat",
            "stukspreis",
            "priceperitem",
            "einzelpreisbrutto",
            "vkpreis",
            "pu",
            "putt",
            "puht",
            "prixunitairettc",
            "prixdevente",
            "preciounidad",
            "preciodeventa",
            "prezzounita",
            "prezzodivendita",
            "eenheidsprijs",
            "precounit",
            "cenajednostkowa",
            "birimfiyat",
            "fiyat",
            "unitpriceusd",
            "dealprice",
            "rate",
            "giauudai",
            "hargasetelahdiskon",
            "paidprice",
        ],
    ),
    (
        Field::LineTotal,
        &[
            "linetotal",
            "total",
            "amount",
            "sales",
            "totalprice",
            "lineamount",
            "subtotal",
            "itemtotal",
            "revenue",
            "extendedprice",
            "value",
            "gesamtpreis",
            "gesamt",
            "betrag",
            "summe",
            "positionssumme",
            "montant",
            "totalttc",
            "totalligne",
            "importe",
            "totale",
            "importo",
            "bedrag",
            "totaal",
            "wartosc",
            "salesvalue",
            "salesprice",
            "amountpaid",
            "saleamount",
            "salesamount",
            "grosssales",
            "netsales",
            "totalsales",
            "lineprice",
            "rowtotal",
            "itemsubtotal",
            "lineitemtotal",
            "spent",
            "spend",
            "purchaseamount",
            "transactionamount",
            "payment",
            "umsatz",
            "gesamtbetrag",
            "zeilensumme",
            "montantttc",
            "soustotal",
            "importetotal",
            "totallinea",
            "totalriga",
            "regeltotaal",
            "valortotal",
            "valor",
            "kwota",
            "razem",
            "tutar",
            "toplam",
            "amt",
            "grossamt",
            "netamt",
            "grossamount",
            "amountusd",
            "netamount",
            "lineamt",
            "productsubtotal",
            "totalhargaproduk",
        ],
    ),
    (
        Field::LineDiscount,
        &[
            "linediscount",
            "lineitemdiscount",
            "discount",
            "itemdiscount",
            "rabatt",
            "remise",
            "descuento",
            "sconto",
            "korting",
            "discountamount",
            "itemdiscountamount",
            "rabattbetrag",
        ],
    ),
    (
        Field::Customer,
        &[
            "customerid",
            "customerno",
            "customernumber",
            "clientid",
            "userid",
            "buyerid",
            "memberid",
            "customer",
            "client",
            "customercode",
            "accountid",
            "account",
            "householdid",
            "shopperid",
            "kundennummer",
            "kundennr",
            "kundenid",
            "kunde",
            "kdnr",
            "numeroclient",
            "idclient",
            "codeclient",
            "numerodecliente",
            "idcliente",
            "cliente",
            "codicecliente",
            "klantnummer",
            "klantid",
            "klant",
            "buyer",
            "user",
            "householdkey",
            "household",
            "cardno",
            "cardnumber",
            "loyaltyid",
            "loyaltycard",
            "membershipno",
            "memberno",
            "visitorid",
            "buyerusername",
            "buyeruserid",
            "cust",
            "custid",
            "customerref",
            "cid",
            "kundenkonto",
            "klient",
            "klientid",
            "idklienta",
            "nrklienta",
            "clientenr",
            "numcliente",
            "codigocliente",
            "idclienti",
            "numeroklienta",
            "musteri",
            "musterino",
            "musteriid",
            "acheteur",
            "kaufer",
            "comprador",
            "acquirente",
            "koper",
            "custno",
            "custcode",
            "custnumber",
            "clientcode",
            "usernamebuyer",
            "usernamepembeli",
            "nguoimua",
        ],
    ),
    (
        Field::Email,
        &[
            "email",
            "emailaddress",
            "customeremail",
            "mail",
            "contactemail",
            "billingemail",
            "emailadresse",
            "courriel",
            "adresseemail",
            "correo",
            "correoelectronico",
            "emailadres",
            "buyeremail",
            "emailbilling",
            "customeremailaddress",
            "emailcliente",
            "mailkunde",
            "adressemail",
            "indirizzoemail",
            "emailklienta",
            "eposta",
            "kundenemail",
            "clientemail",
            "shippingemail",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "mobile",
            "customerphone",
            "billingphone",
            "telefon",
            "telefonnummer",
            "handy",
            "telefono",
            "telefoon",
            "phonebilling",
            "billingphonenumber",
            "phoneno",
            "mobilephone",
            "mobilenumber",
            "cellphone",
            "buyerphonenumber",
            "shiptophone",
            "recipientphone",
            "telefonnr",
            "rufnummer",
            "mobil",
            "portable",
            "numerodetelephone",
            "celular",
            "movil",
            "cellulare",
            "telefone",
            "telemovel",
            "mobiel",
            "telefoonnummer",
            "nrtelefonu",
            "cep",
        ],
    ),
    (
        Field::Name,
        &[
            "customername",
            "fullname",
            "billingname",
            "buyername",
            "clientname",
            "kundenname",
            "nomduclient",
            "nombredelcliente",
            "nomecliente",
            "klantnaam",
            "shipname",
            "shippingname",
            "customerfullname",
            "billingfullname",
            "buyer",
            "recipientname",
            "receivername",
            "namebilling",
            "billtoname",
            "kunde",
            "nomcomplet",
            "nombrecompleto",
            "nombrecliente",
            "nominativo",
            "naamklant",
            "naam",
            "nomecompleto",
            "nomedocliente",
            "imieinazwisko",
            "musteriadi",
            "kundename",
        ],
    ),
    (
        Field::Country,
        &[
            "country",
            "billingcountry",
            "shippingcountry",
            "countrycode",
            "customercountry",
            "shipcountry",
            "land",
            "pays",
            "pais",
            "paese",
            "nazione",
            "kraj",
            "countrybilling",
            "billingcountrycode",
            "countrycodebilling",
            "shippingcountrycode",
            "deliverycountry",
            "recipientcountry",
            "buyercountry",
            "lieferland",
            "rechnungsland",
            "paysdelivraison",
            "paisdeenvio",
            "landcode",
            "kraje",
            "ulke",
        ],
    ),
    (
        Field::Region,
        &[
            "state",
            "province",
            "region",
            "county",
            "customerstate",
            "bundesland",
            "provincia",
            "regione",
            "billingstate",
            "shippingstate",
            "shipstate",
            "statecodebilling",
            "statebilling",
            "billingprovince",
            "shippingprovince",
            "deliverystate",
            "wojewodztwo",
            "departement",
            "estado",
        ],
    ),
    (
        Field::City,
        &[
            "city",
            "town",
            "billingcity",
            "shippingcity",
            "customercity",
            "stadt",
            "ort",
            "ville",
            "ciudad",
            "citta",
            "plaats",
            "stad",
            "miasto",
            "citybilling",
            "deliverycity",
            "shipcity",
            "buyercity",
            "cidade",
            "villedelivraison",
            "woonplaats",
            "sehir",
        ],
    ),
    (
        Field::Street,
        &[
            "address",
            "street",
            "address1",
            "billingaddress",
            "strasse",
            "adresse",
            "direccion",
            "indirizzo",
            "straat",
            "adres",
            "address1billing",
            "address12billing",
            "billingaddress1",
            "shippingaddress1",
            "shipaddress1",
            "shippingaddress",
            "deliveryaddress",
            "addressline1",
            "street1",
            "rue",
            "calle",
            "via",
            "endereco",
            "ulica",
        ],
    ),
    (
        Field::Zip,
        &[
            "zip",
            "zipcode",
            "postcode",
            "postalcode",
            "plz",
            "postleitzahl",
            "codepostal",
            "codigopostal",
            "cap",
            "postcodebilling",
            "billingpostcode",
            "billingzip",
            "shippingzip",
            "shippostalcode",
            "shipzipcode",
            "deliveryzip",
            "codicepostale",
            "cep",
            "kodpocztowy",
            "postkodu",
        ],
    ),
    (
        Field::Currency,
        &[
            "currency",
            "currencycode",
            "wahrung",
            "waehrung",
            "devise",
            "moneda",
            "valuta",
            "moeda",
            "waluta",
            "ordercurrency",
            "currencyiso",
            "devisa",
            "divisa",
            "parabirimi",
        ],
    ),
    (
        Field::Status,
        &[
            "financialstatus",
            "paymentstatus",
            "orderstatus",
            "status",
            "zahlungsstatus",
            "bestellstatus",
            "statut",
            "estado",
            "stato",
            "orderstate",
            "stateoforder",
            "etat",
            "etatdelacommande",
            "estadodelpedido",
            "statoordine",
            "statodellordine",
            "orderstatusname",
            "bestelstatus",
            "betaalstatus",
            "estadodopedido",
            "statuszamowienia",
            "siparisdurumu",
            "durum",
            "trangthaidonhang",
            "statuspesanan",
            "paymentstate",
        ],
    ),
    (
        Field::Code,
        &[
            "couponcode",
            "discountcode",
            "coupon",
            "promocode",
            "voucher",
            "gutschein",
            "gutscheincode",
            "codepromo",
            "cupon",
            "coupons",
            "couponcodes",
            "vouchercode",
            "discountcodes",
            "rabattcode",
            "gutscheinnummer",
            "codigopromocional",
            "codigodescuento",
            "codicesconto",
            "buonosconto",
            "kortingscode",
            "codigopromocao",
            "kodrabatowy",
        ],
    ),
    (
        Field::Channel,
        &[
            "channel",
            "saleschannel",
            "source",
            "verkaufskanal",
            "kanal",
            "canal",
            "canale",
            "purchasepoint",
            "storename",
            "storelocation",
            "location",
            "salessource",
            "marketplace",
            "filiale",
            "boutique",
            "tienda",
            "negozio",
            "winkel",
            "kanalsprzedazy",
            "ordersource",
            "salesperson",
        ],
    ),
    (
        Field::OrderId,
        &["orderkey", "internalorderid", "orderuuid"],
    ),
    (
        Field::Total,
        &[
            "ordertotal",
            "ordertotalamount",
            "grandtotal",
            "grandtotalpurchased",
            "grandtotalbase",
            "totalamount",
            "totalpaid",
            "totalorderamount",
            "ordervalue",
            "orderamount",
            "totalordervalue",
            "bestellsumme",
            "auftragssumme",
            "bestellwert",
            "totalcommande",
            "montanttotal",
            "totaldelacommande",
            "totaldelpedido",
            "totalpedido",
            "totaleordine",
            "totaledellordine",
            "totaalbedrag",
            "ordertotaal",
            "totaldopedido",
            "ordertotalinctax",
            "ordertotalextax",
            "invoiceamount",
            "sumazamowienia",
            "siparistoplami",
            "carttotal",
            "basketvalue",
            "baskettotal",
            "checkouttotal",
        ],
    ),
    (
        Field::Subtotal,
        &[
            "ordersubtotal",
            "ordersubtotalamount",
            "subtotalinctax",
            "subtotalextax",
            "itemstotal",
            "zwischensumme",
        ],
    ),
    (
        Field::Shipping,
        &[
            "shippingcost",
            "shippingcosts",
            "ordershipping",
            "ordershippingamount",
            "shippingamount",
            "shippingprice",
            "shippingfee",
            "deliveryfee",
            "deliverycost",
            "shippingandhandling",
            "shippingtotal",
            "shipping",
            "versand",
            "versandkosten",
            "fraisdeport",
            "fraisdelivraison",
            "livraison",
            "gastosdeenvio",
            "envio",
            "spesedispedizione",
            "spedizione",
            "verzendkosten",
            "frete",
            "kosztwysylki",
            "shippingcostinctax",
            "shippingcostextax",
            "freight",
            "freightvalue",
            "invoiceshipping",
        ],
    ),
    (
        Field::Tax,
        &[
            "taxes",
            "taxamount",
            "totaltax",
            "ordertax",
            "ordertotaltaxamount",
            "vat",
            "vatamount",
            "salestax",
            "taxtotal",
            "mwst",
            "steuer",
            "umsatzsteuer",
            "tva",
            "iva",
            "btw",
            "imposto",
            "podatek",
            "kdv",
        ],
    ),
    (
        Field::Discount,
        &[
            "orderdiscount",
            "cartdiscount",
            "cartdiscountamount",
            "orderdiscountamount",
            "totaldiscount",
            "discounttotal",
            "coupondiscount",
            "gesamtrabatt",
            "remisetotale",
            "descuentototal",
            "scontototale",
        ],
    ),
    (
        Field::Refunded,
        &[
            "refundedamount",
            "refundedtotal",
            "totalrefundedamount",
            "orderrefundamount",
            "refundamount",
            "amountrefunded",
            "totalrefunded",
            "refund",
            "refunds",
            "refunded",
            "erstattet",
            "erstattungsbetrag",
            "montantrembourse",
            "remboursement",
            "reembolso",
            "rimborso",
            "terugbetaald",
            "zwrot",
        ],
    ),
    (
        Field::PaidAt,
        &[
            "paidat",
            "datepaid",
            "paymentdate",
            "paidondate",
            "paiddate",
            "paidon",
            "zahlungsdatum",
            "bezahltam",
            "datedepaiement",
            "fechadepago",
            "datapagamento",
            "betaaldatum",
        ],
    ),
    (
        Field::FulfilledAt,
        &[
            "fulfilledat",
            "dateshipped",
            "shippedondate",
            "shipdate",
            "shippeddate",
            "datecompleted",
            "versanddatum",
            "datedexpedition",
            "fechadeenvio",
            "dataspedizione",
        ],
    ),
    (
        Field::CancelledAt,
        &[
            "cancelledat",
            "canceledat",
            "cancellationdate",
            "datecancelled",
        ],
    ),
    (
        Field::Items,
        &[
            "productdetails",
            "orderitems",
            "lineitems",
            "items",
            "products",
            "productlist",
            "itemsordered",
            "produkte",
            "artikelliste",
            "produits",
            "productos",
            "prodotti",
            "producten",
            "cartorder",
            "cartitems",
            "cartcontents",
            "cart",
            "ordercontents",
            "itemspurchased",
            "productspurchased",
            "orderedproducts",
        ],
    ),
    (
        Field::FirstName,
        &[
            "firstname",
            "billingfirstname",
            "firstnamebilling",
            "shippingfirstname",
            "firstnameshipping",
            "customerfirstname",
            "givenname",
            "vorname",
            "prenom",
            "nombre",
            "nombredepila",
            "nome",
            "voornaam",
            "primeironome",
            "imie",
            "ad",
        ],
    ),
    (
        Field::LastName,
        &[
            "lastname",
            "billinglastname",
            "lastnamebilling",
            "shippinglastname",
            "lastnameshipping",
            "customerlastname",
            "surname",
            "familyname",
            "nachname",
            "familienname",
            "nomdefamille",
            "apellido",
            "apellidos",
            "cognome",
            "achternaam",
            "sobrenome",
            "apelido",
            "nazwisko",
            "soyad",
            "soyadi",
        ],
    ),
    (
        Field::NameToo,
        &[
            "shippingname",
            "shippingfullname",
            "shiptoname",
            "recipientname",
            "recipient",
            "lieferempfanger",
            "nomdelivraison",
        ],
    ),
    (
        Field::PhoneToo,
        &[
            "shippingphone",
            "shiptophone",
            "recipientphone",
            "phoneshipping",
            "deliveryphone",
        ],
    ),
    (
        Field::CountryToo,
        &[
            "shippingcountry",
            "shiptocountry",
            "shipcountry",
            "deliverycountry",
            "countryshipping",
            "countrycodeshipping",
        ],
    ),
    (
        Field::CityToo,
        &[
            "shippingcity",
            "shiptocity",
            "shipcity",
            "deliverycity",
            "cityshipping",
        ],
    ),
    (
        Field::RowKind,
        &[
            "eventtype",
            "transactiontype",
            "recordtype",
            "rowtype",
            "kind",
            "vorgangsart",
            "typedoperation",
            "tipodetransaccion",
        ],
    ),
    (Field::TimeZone, &["timezone", "zeitzone"]),
    (
        Field::DayNumber,
        &["day", "daynumber", "dayno", "transactionday"],
    ),
    (
        Field::Marketing,
        &[
            "acceptsmarketing",
            "acceptsemailmarketing",
            "newsletter",
            "optin",
            "emailoptin",
        ],
    ),
];

/// A column to be judged.
pub(crate) struct Look<'a> {
    /// Name in the header; empty if there is none.
    pub(crate) name: &'a str,
    /// The first values, in row order, empty ones included.
    pub(crate) values: Vec<&'a [u8]>,
}

/// A suggestion for a column: the field and why.
pub(crate) type Suggestion = Option<(Field, String)>;

/// Suggests a field for each column of a table of a kind; no field twice.
pub(crate) fn suggest(columns: &[Look<'_>], mark: u8, kind: Kind) -> Vec<Suggestion> {
    if kind == Kind::Customers {
        return suggest_people::suggest(columns, mark);
    }
    let mut offers: Vec<(u32, Field, usize, String)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = normal(column.name);
        let (first, second): (&[_], &[_]) = match kind {
            Kind::Products => (product_words::NAMES, &[]),
            _ => (NAMES, suggest_events::NAMES),
        };
        for (field, names) in first.iter().chain(second) {
            if !field.kinds().contains(&kind) {
                continue;
            }
            let exact = names.iter().position(|n| *n == name);
            let score = match exact {
                Some(rank) => 1_000 - rank as u32,
                // Of the columns that may be several, only the plain names: others are attributes.
                None if !name.is_empty()
                    && !suggest_people::is_figure(&name)
                    && !field.is_free()
                    && names.iter().any(|n| n.len() >= 5 && name.contains(n))
                    && !is_other(*field, &name) =>
                {
                    300
                }
                None => continue,
            };
            if fits(*field, &column.values, mark) {
                offers.push((
                    score,
                    *field,
                    at,
                    format!("the name `{}` says so", column.name),
                ));
            }
        }
    }
    by_look(columns, mark, &mut offers);
    offers.retain(|(_, field, ..)| field.kinds().contains(&kind));
    offers.sort_by(|a, b| (b.0, a.2, a.1).cmp(&(a.0, b.2, b.1)));
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let mut taken: Vec<Field> = Vec::new();
    for (_, field, at, because) in offers {
        if found[at].is_none() && (!taken.contains(&field) || field.is_free()) {
            taken.push(field);
            found[at] = Some((field, because));
        }
    }
    if kind == Kind::Products {
        // Whatever else is said of a product can be asked for.
        for (place, column) in found.iter_mut().zip(columns) {
            let named = !column.name.is_empty() && !column.name.starts_with("Column ");
            if place.is_none() && named {
                *place = Some((Field::Attribute, "kept under its own name".to_owned()));
            }
        }
    }
    if kind == Kind::Orders {
        settle(columns, &mut found, mark);
    }
    found
}

/// What only several columns together tell: a sum that every row of an order repeats is the order's, not the line's.
fn settle(columns: &[Look<'_>], found: &mut [Suggestion], mark: u8) {
    let at = |found: &[Suggestion], field: Field| {
        found
            .iter()
            .position(|f| f.as_ref().is_some_and(|(f, _)| *f == field))
    };
    let order = at(found, Field::Order).or(at(found, Field::OrderId));
    let sums = [Field::Product, Field::Sku, Field::ProductId]
        .iter()
        .all(|f| at(found, *f).is_none());
    if let Some(line) = at(found, Field::LineTotal)
        && at(found, Field::Total).is_none()
        && at(found, Field::Price).is_none()
    {
        let name = normal(columns[line].name);
        let of_order = match order {
            Some(_) if sums => matches!(
                name.as_str(),
                "total" | "totale" | "totaal" | "gesamt" | "toplam" | "razem"
            ),
            Some(order) => repeats(&columns[order], &columns[line]),
            None => false,
        };
        if of_order {
            let because = "it is the sum of the whole order".to_owned();
            found[line] = Some((Field::Total, because));
        }
    }
    if let (Some(pieces), Some(price), Some(line)) = (
        at(found, Field::Quantity),
        at(found, Field::Price),
        at(found, Field::LineTotal),
    ) && disagree(
        &columns[pieces],
        &columns[price],
        &columns[line],
        at(found, Field::LineDiscount)
            .or(at(found, Field::Discount))
            .is_some(),
        mark,
    ) {
        // A price that does not make the sum is a list price, or the sum itself: what was paid counts.
        found[price] = None;
    }
    if at(found, Field::Quantity).is_none()
        && let (Some(price), Some(line)) = (at(found, Field::Price), at(found, Field::LineTotal))
        && normal(columns[line].name) == "amount"
        && filled(&columns[line].values).all(|v| v.len() <= 3 && number::count(v, mark).is_some())
    {
        // An `amount` beside a price may count pieces; a price that grows with them is their sum.
        found[line] = Some((
            Field::Quantity,
            "its values are small whole numbers beside a price".to_owned(),
        ));
        if grows(&columns[price].values, &columns[line].values, mark) {
            let because = "its values grow with the pieces beside them".to_owned();
            found[price] = Some((Field::LineTotal, because));
        }
    }
    if let Some(discount) = at(found, Field::Discount)
        && let Some(order) = order
        && after_discount(columns, found, order, discount, mark)
    {
        found[discount] = None;
    }
    if let (Some(whole), Some(line)) = (at(found, Field::Discount), at(found, Field::LineDiscount))
        && same(&columns[whole], &columns[line], mark)
    {
        // The order's discount once more.
        found[line] = None;
    }
    if let (Some(order), Some(line)) = (order, at(found, Field::LineDiscount))
        && at(found, Field::Discount).is_none()
        && repeats(&columns[order], &columns[line])
    {
        let because = "every row of an order repeats it".to_owned();
        found[line] = Some((Field::Discount, because));
    }
}

/// Whether two columns state the same amounts throughout.
fn same(one: &Look<'_>, other: &Look<'_>, mark: u8) -> bool {
    let read = |cell: &[u8]| {
        number::price(super::cells::guarded(cell), mark).map_or(0, |p| p.0.saturating_abs())
    };
    let mut rows = one.values.iter().zip(&other.values);
    rows.all(|(a, b)| read(a) == read(b))
}

/// Whether the lines of orders are after the order's discount already: with shipping and tax they make the order's sum.
fn after_discount(
    columns: &[Look<'_>],
    found: &[Suggestion],
    order: usize,
    discount: usize,
    mark: u8,
) -> bool {
    let of = |field: Field| {
        let mut all = found.iter();
        all.position(|f| f.as_ref().is_some_and(|(f, _)| *f == field))
    };
    let (Some(total), Some(line)) = (of(Field::Total), of(Field::LineTotal)) else {
        return false;
    };
    if of(Field::Price).is_some() || of(Field::LineDiscount).is_some() {
        return false;
    }
    let read = |at: Option<usize>, row: usize| {
        let cell = at.and_then(|at| columns[at].values.get(row).copied());
        cell.and_then(|c| number::price(super::cells::guarded(c), mark))
            .map_or(0, |p| p.0)
    };
    let rows: Vec<usize> = (0..columns[order].values.len()).collect();
    let (mut after, mut before) = (0, 0);
    for run in rows.chunk_by(|a, b| columns[order].values[*a] == columns[order].values[*b]) {
        let first = run[0];
        let lines: i64 = run.iter().map(|row| read(Some(line), *row)).sum();
        let off = read(Some(discount), first).abs();
        if off == 0 || lines == 0 {
            continue;
        }
        let rest = read(Some(total), first) - read(of(Field::Shipping), first);
        let taxed = rest - read(of(Field::Tax), first);
        let makes = |sum: i64| (sum - rest).abs() <= 200 || (sum - taxed).abs() <= 200;
        after += usize::from(makes(lines));
        before += usize::from(makes(lines - off));
    }
    after > before
}

/// Whether the sums of the rows are something else than pieces times price, and no steady part of it: not all with one
/// tax, not less a discount that the rows state.
fn disagree(
    pieces: &Look<'_>,
    price: &Look<'_>,
    line: &Look<'_>,
    discounts: bool,
    mark: u8,
) -> bool {
    let cells = pieces.values.iter().zip(&price.values).zip(&line.values);
    let read = |cell: &[u8]| number::price(super::cells::guarded(cell), mark).map(|p| p.0);
    // Hundredths of what pieces times price make.
    let parts: Vec<i128> = cells
        .filter_map(|((n, p), t)| {
            let made = i128::from(read(n)?) * i128::from(read(p)?) / 10_000;
            let sum = i128::from(read(t)?);
            (made > 0 && sum > 0).then(|| (sum * 100 + made / 2) / made)
        })
        .collect();
    if parts.len() < 10 {
        return false;
    }
    let mut sorted = parts.clone();
    sorted.sort_unstable();
    let usual = sorted[sorted.len() / 2];
    let near = parts.iter().filter(|p| (**p - usual).abs() <= 1).count();
    let more = parts.iter().filter(|p| **p > 101).count();
    near * 10 < parts.len() * 8 && (!discounts || more * 5 > parts.len())
}

/// Whether the rows of an order all say the same amount, or only the first says one, in two orders or more.
fn repeats(order: &Look<'_>, amount: &Look<'_>) -> bool {
    let rows: Vec<(&[u8], &[u8])> = order
        .values
        .iter()
        .zip(&amount.values)
        .map(|(o, a)| (o.trim_ascii(), a.trim_ascii()))
        .collect();
    let (mut same, mut all) = (0, 0);
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        let first = run[0].1;
        if run.len() < 2 || run[0].0.is_empty() || !first.iter().any(|b| (b'1'..=b'9').contains(b))
        {
            continue;
        }
        all += 1;
        let rest = &run[1..];
        same +=
            usize::from(rest.iter().all(|r| r.1 == first) || rest.iter().all(|r| r.1.is_empty()));
    }
    all >= 2 && same == all
}

/// Whether a name that only holds a word of a field means something else: `Order Status` is no order number, a
/// `Discount Total` no sum, a `Shipping Date` no shipping.
fn is_other(field: Field, name: &str) -> bool {
    const PARTS: [&str; 36] = [
        "class", "group", "status", "date", "datum", "fecha", "note", "method", "type", "count",
        "currency", "tax", "discount", "total", "amount", "email", "phone", "name", "country",
        "city", "address", "zip", "postcode", "state", "time", "source", "channel", "disc",
        "weight", "url", "image", "option", "variant", "vendor", "brand", "category",
    ];
    match field {
        // What is counted or summed must be named outright.
        Field::Order
        | Field::OrderId
        | Field::Product
        | Field::ProductId
        | Field::Customer
        | Field::Items
        | Field::Shipping
        | Field::Refunded
        | Field::Channel
        | Field::Name
        | Field::NameToo => {
            PARTS
                .iter()
                .any(|part| name.contains(part) && !(*part == "name" && is_name(field)))
                || (field == Field::Customer
                    && ["group", "segment", "gender", "since", "message", "age"]
                        .iter()
                        .any(|part| name.contains(part)))
        }
        Field::LineTotal | Field::Total | Field::Subtotal | Field::Price => [
            "discount", "disc", "tax", "shipping", "refund", "fee", "count", "currency", "date",
            "qty", "quantity", "shipped", "freight", "items", "balance", "channel",
        ]
        .iter()
        .any(|part| name.contains(part)),
        // `count` stands in every discount.
        Field::Quantity => [
            "discount", "disc", "price", "cost", "total", "amount", "refunded", "shipped",
            "account", "country",
        ]
        .iter()
        .any(|part| name.contains(part)),
        Field::At => [
            "update",
            "modified",
            "shipped",
            "paid",
            "cancel",
            "birth",
            "last",
            "first",
            "due",
            "delivery",
            "limit",
            "expire",
            "expiry",
            "expected",
            "estimated",
        ]
        .iter()
        .any(|part| name.contains(part)),
        _ => false,
    }
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::Product | Field::Name | Field::NameToo)
}

/// Whether a column is named outright as a field is.
pub(crate) fn is_exact(field: Field, column: &str) -> bool {
    let name = normal(column);
    NAMES
        .iter()
        .chain(suggest_events::NAMES)
        .any(|(f, names)| *f == field && names.contains(&name.as_str()))
}

/// Whether a table tells of orders: with numbers and products, with numbers and sums, or purchases by buyer and time.
/// `said`: fields that the merchant named.
pub(crate) fn tells_orders(columns: &[Look<'_>], found: &[Suggestion], said: &[Field]) -> bool {
    let has = |fields: &[Field]| {
        let offered = found.iter().flatten().any(|(f, _)| fields.contains(f));
        offered || fields.iter().any(|f| said.contains(f))
    };
    let sure = |fields: &[Field]| {
        let mut all = columns.iter().zip(found);
        fields.iter().any(|f| said.contains(f))
            || all.any(|(column, found)| match found {
                Some((field, _)) if fields.contains(field) => {
                    nameless(column.name) || is_exact(*field, column.name)
                }
                _ => false,
            })
    };
    const NUMBER: [Field; 2] = [Field::Order, Field::OrderId];
    const SUM: [Field; 4] = [
        Field::Price,
        Field::LineTotal,
        Field::Subtotal,
        Field::Total,
    ];
    const PRODUCT: [Field; 4] = [Field::Product, Field::Sku, Field::ProductId, Field::Items];
    if !has(&[Field::At, Field::DayNumber]) || !has(&SUM) {
        return false;
    }
    if has(&NUMBER) && (has(&PRODUCT) || (sure(&NUMBER) && sure(&SUM))) {
        return true;
    }
    // Without a number: somebody buys more than once, or pieces of something are sold.
    let who = [Field::Customer, Field::Email, Field::Phone];
    let again = columns.iter().zip(found).any(|(column, found)| {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        let mut different = values.clone();
        different.sort_unstable();
        different.dedup();
        matches!(found, Some((field, _)) if who.contains(field))
            && different.len() * 20 <= values.len() * 19
    });
    sure(&SUM)
        && sure(&[Field::At, Field::DayNumber])
        && ((has(&who) && (again || has(&[Field::Quantity])))
            || (has(&PRODUCT) && has(&[Field::Quantity])))
}

fn nameless(name: &str) -> bool {
    name.is_empty() || name.starts_with("Column ")
}

/// Offers from values alone, weaker than any name.
fn by_look(columns: &[Look<'_>], mark: u8, offers: &mut Vec<(u32, Field, usize, String)>) {
    let nameless_one = |test: &dyn Fn(&[u8]) -> bool| {
        let mut all = columns.iter().filter(|c| nameless(c.name));
        all.find(|c| {
            let mut values = filled(&c.values).peekable();
            values.peek().is_some() && values.all(test)
        })
        .map(|c| c.values.as_slice())
    };
    let days = nameless_one(&|v| when::is_compact(v) || when::order_of(v).is_some());
    let pieces =
        nameless_one(&|v| v.len() <= 3 && v[0] != b'0' && number::count(v, mark).is_some());
    for (at, column) in columns.iter().enumerate() {
        let values: Vec<&[u8]> = filled(&column.values).collect();
        let count = values.len();
        if count < 3 {
            continue;
        }
        let most = |test: &dyn Fn(&[u8]) -> bool| {
            values.iter().filter(|v| test(v)).count() * 10 >= count * 9
        };
        let mut offer = |score, field, why: &str| offers.push((score, field, at, why.to_owned()));
        if most(&|v| when::order_of(v).is_some()) {
            // A day that is still to come says nothing of when it was bought.
            let name = normal(column.name);
            if !["limit", "expir", "expected", "estimated", "birth", "due"]
                .iter()
                .any(|part| name.contains(part))
            {
                offer(60, Field::At, "its values are dates");
            }
            continue;
        }
        if most(&|v| v.contains(&b'@') && v.contains(&b'.')) {
            offer(60, Field::Email, "its values are e-mail addresses");
            continue;
        }
        let whole = most(&|v| number::count(v, mark).is_some());
        let money = most(&|v| number::price(v, mark).is_some());
        let small = most(&|v| number::count(v, mark).is_some_and(|n| n.abs() < 1_000));
        // Names of columns decide between numbers; without a name the look must.
        if !nameless(column.name) {
            continue;
        }
        let runs = values.windows(2).filter(|w| w[0] == w[1]).count();
        let padded = most(&|v| v.len() >= 3 && v.iter().all(u8::is_ascii_digit))
            && values.iter().filter(|v| v[0] == b'0').count() * 2 >= count
            && values.iter().all(|v| v.len() == values[0].len());
        if most(&when::is_compact) {
            offer(55, Field::At, "its values are dates");
        } else if padded && days.is_some_and(|days| moves_on(&column.values, days)) {
            offer(
                45,
                Field::Customer,
                "its values repeat while the dates go on",
            );
        } else if padded {
            offer(45, Field::Order, "its values are numbers of one length");
        } else if money && !whole {
            if pieces.is_some_and(|pieces| grows(&column.values, pieces, mark)) {
                offer(
                    55,
                    Field::LineTotal,
                    "its values grow with the pieces beside them",
                );
            } else {
                offer(50, Field::Price, "its values are amounts");
            }
        } else if whole && small {
            offer(50, Field::Quantity, "its values are small whole numbers");
        } else if runs * 3 >= count && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            offer(40, Field::Order, "its values repeat in neighbouring rows");
        } else if most(&|v| v.contains(&b' ')) {
            offer(30, Field::Product, "its values are names");
        } else if !whole && most(&|v| !v.contains(&b' ') && v.len() <= 24) {
            offer(20, Field::Sku, "its values are codes");
        }
    }
}

/// Whether the days change while the values stay: a buyer comes again, the rows of an order have one day.
fn moves_on(values: &[&[u8]], days: &[&[u8]]) -> bool {
    let rows: Vec<(&[u8], &[u8])> = values.iter().copied().zip(days.iter().copied()).collect();
    let (mut again, mut moved) = (0, 0);
    for run in rows.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        again += 1;
        moved += usize::from(run.iter().any(|row| row.1 != run[0].1));
    }
    moved > 0 && moved * 10 >= again
}

/// Whether amounts grow with the pieces beside them, so that they are sums and not prices of one piece.
fn grows(values: &[&[u8]], pieces: &[&[u8]], mark: u8) -> bool {
    let (mut one, mut ones, mut more, mut mores, mut counted) = (0i128, 0i128, 0i128, 0i128, 0i128);
    for (value, n) in values.iter().zip(pieces) {
        let value = number::price(super::cells::guarded(value), mark);
        let n = number::count(super::cells::guarded(n), mark);
        match (value, n) {
            (Some(value), Some(1)) => {
                one += i128::from(value.0);
                ones += 1;
            }
            (Some(value), Some(n @ 2..)) => {
                more += i128::from(value.0);
                mores += 1;
                counted += i128::from(n);
            }
            _ => {}
        }
    }
    // The mean sum of n pieces lies nearer to n times that of one piece than to that of one piece.
    ones > 2 && mores > 2 && 2 * more * ones >= one * (counted + mores)
}

/// What a value of a field looks like; `None` where any text can be one.
fn look_of(field: Field) -> Option<fn(&[u8], u8) -> bool> {
    Some(match field {
        Field::At => |v, _| {
            when::order_of(v).is_some()
                || when::days_since_1900(v).is_some()
                || (v.len() >= 8 && v.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
        },
        Field::Quantity
        | Field::Price
        | Field::LineTotal
        | Field::LineDiscount
        | Field::Total
        | Field::Subtotal
        | Field::Shipping
        | Field::Tax
        | Field::Discount
        | Field::Refunded
        | Field::CompareAt
        | Field::SalePrice
        | Field::Cost => |v, mark| number::price(v, mark).is_some(),
        Field::PaidAt | Field::FulfilledAt | Field::CancelledAt => {
            |v, _| when::order_of(v).is_some()
        }
        // Names are no ids: two people can share one.
        Field::Name | Field::NameToo | Field::FirstName | Field::LastName => {
            |v, _| !v.contains(&b'@') && v.iter().any(|b| !b.is_ascii_digit() && *b != b' ')
        }
        // `#1001` is an order.
        Field::Product => {
            |v, _| !(v.len() > 1 && v[0] == b'#' && v[1..].iter().all(u8::is_ascii_digit))
        }
        Field::RowKind => |v, _| v.len() <= 40 && number::price(v, b'.').is_none(),
        Field::Stock => {
            |v, mark| number::price(v, mark).is_some() || v.iter().any(u8::is_ascii_alphabetic)
        }
        Field::Published | Field::State => {
            |v, _| super::goods::is_shown(&String::from_utf8_lossy(v)).is_some()
        }
        Field::Added => |v, _| when::order_of(v).is_some(),
        Field::Email => |v, _| v.contains(&b'@'),
        Field::Clock => |v, _| {
            (v.contains(&b':') && when::order_of(v).is_none())
                || (v.len() <= 4 && matches!(when::clock(v), std::borrow::Cow::Owned(_)))
        },
        Field::DayNumber => |v, _| v.len() <= 4 && v.iter().all(u8::is_ascii_digit),
        Field::Event => |v, _| event_words::meaning(&String::from_utf8_lossy(v)).is_some(),
        Field::Tier => |v, _| v.len() <= 12,
        Field::Sky => |v, _| place_tables::is_sky(&String::from_utf8_lossy(v)),
        Field::Temperature => {
            |v, mark| place_tables::celsius(&String::from_utf8_lossy(v), mark).is_some()
        }
        Field::Order => |v, _| v.len() <= 64 && when::order_of(v).is_none(),
        _ => return None,
    })
}

/// How many of the filled values look like a field, of how many.
fn share(test: fn(&[u8], u8) -> bool, values: &[&[u8]], mark: u8) -> (usize, usize) {
    filled(values).fold((0, 0), |(good, all), value| {
        (good + usize::from(test(value, mark)), all + 1)
    })
}

/// How well values look like each field that has a look of its own.
pub(crate) fn looks(values: &[&[u8]], mark: u8) -> Vec<Fit> {
    let known = Field::ALL.iter().filter_map(|f| Some((*f, look_of(*f)?)));
    known
        .map(|(field, test)| {
            let (good, all) = share(test, values, mark);
            Fit { field, good, all }
        })
        .collect()
}

/// Whether values can belong to a field at all; doubtful cells may be up to a fifth.
fn fits(field: Field, values: &[&[u8]], mark: u8) -> bool {
    let Some(test) = look_of(field) else {
        return true;
    };
    let (good, all) = share(test, values, mark);
    // Addresses are typed by people: a column of that name may hold many slips.
    let of = if field == Field::Email { 2 } else { 4 };
    // In a short table one slip is more than a fifth.
    good * 5 >= all * of || (good > 1 && good + 1 == all)
}

fn filled<'a, 'v>(values: &'v [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> + 'v {
    values
        .iter()
        .map(|v| super::cells::guarded(v))
        .filter(|v| !words::is_nothing(v))
}

/// A column name without accents, case, blanks and marks.
pub(crate) fn normal(name: &str) -> String {
    deunicode::deunicode(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(table: &[(&str, &[&str])]) -> Vec<Option<Field>> {
        let looks: Vec<Look<'_>> = table
            .iter()
            .map(|(name, values)| Look {
                name,
                values: values.iter().map(|v| v.as_bytes()).collect(),
            })
            .collect();
        suggest(&looks, b'.', Kind::Orders)
            .into_iter()
            .map(|s| s.map(|(f, _)| f))
            .collect()
    }

    #[test]
    fn a_german_table_is_understood() {
        let table: [(&str, &[&str]); 7] = [
            ("Bestell-Nr.", &["1001", "1001"]),
            ("Datum", &["03.04.2026", "04.04.2026"]),
            ("Artikelnummer", &["A-1", "B-2"]),
            ("Artikelbezeichnung", &["Zelt Größe M", "Lampe"]),
            ("Menge", &["1", "2"]),
            ("Einzelpreis", &["12,00 €", "5,50 €"]),
            ("Kundennr.", &["77", ""]),
        ];
        assert_eq!(
            fields(&table),
            [
                Some(Field::Order),
                Some(Field::At),
                Some(Field::Sku),
                Some(Field::Product),
                Some(Field::Quantity),
                Some(Field::Price),
                Some(Field::Customer)
            ]
        );
    }

    #[test]
    fn a_name_is_not_enough_against_the_values() {
        let table: [(&str, &[&str]); 2] = [
            ("Date", &["soon", "later", "never"]),
            ("When", &["2026-11-20", "2026-11-21", "2026-11-22"]),
        ];
        assert_eq!(fields(&table), [None, Some(Field::At)]);
    }
}
