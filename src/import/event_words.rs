//! What the words mean that shops, trackers and mail services call their events.

use super::suggest::normal;
use crate::model::event::EventKind;

/// What a word of an event table means to us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// One of our events.
    Event(EventKind),
    /// An open or click, of a message if the row says nothing of a product or a spot on a page.
    Tap,
    /// Money given back.
    Refund,
    /// Known, and of no use to us.
    Unused,
}

/// Words, compared without case, accents, blanks and marks. A word with `a|b` stands for either.
#[rustfmt::skip]
const WORDS: &[(Meaning, &str)] = &[
    (Meaning::Event(EventKind::View), "view|viewitem|viewproduct|viewedproduct|productview|productviewed|productdetail|productdetailview|detail|detailview|itemview|pdpview|viewcontent|pv|ansicht|produktansicht|vue|vista|viewdetail"),
    (Meaning::Event(EventKind::AddToCart), "addtocart|addedtocart|addcart|cart|cartadd|productadded|addedproduct|additemtocart|atc|addtobasket|addtobag|inwarenkorb|warenkorb|ajoutaupanier|anadiralcarrito"),
    (Meaning::Event(EventKind::RemoveFromCart), "removefromcart|removedfromcart|removecart|cartremove|productremoved|removedproduct|removefrombasket|deletefromcart"),
    (Meaning::Event(EventKind::ListView), "listview|viewitemlist|productlistviewed|viewcategory|categoryview|viewedcategory|viewedcollection|viewlist|productlist"),
    (Meaning::Event(EventKind::Search), "search|searched|viewsearchresults|productssearched|searchedproducts|searchedsite|submittedsearch|siteSearch|suche|recherche|busqueda"),
    (Meaning::Event(EventKind::Checkout), "checkout|begincheckout|startedcheckout|checkoutstarted|initiatecheckout|checkoutbegin|beganCheckout|kasse"),
    (Meaning::Event(EventKind::Order), "order|purchase|purchased|transaction|placedorder|orderplaced|ordercompleted|completedorder|ordercreated|buy|bought|sale|ecommercepurchase|checkoutcompleted|bestellung|kauf|achat|compra|conversion"),
    (Meaning::Event(EventKind::Signup), "signup|signedup|register|registered|registration|accountcreated|createdaccount|completeregistration|subscribe|subscribed|subscribedtolist|subscribedtoemailmarketing|newslettersignup|anmeldung|inscription"),
    (Meaning::Event(EventKind::Impression), "impression|viewpromotion|promotionviewed|viewedpromotion|shown|show|served|recommendationview|recommendationviewed|recommendationshown|productimpression|widgetview|recview|recimpression|display|exposure"),
    (Meaning::Event(EventKind::Click), "clickitem|selectitem|productclicked|productclick|itemclick|selectpromotion|promotionclicked|clickedpromotion|recommendationclick|recommendationclicked|recclick|widgetclick|selectcontent"),
    (Meaning::Event(EventKind::MessageSent), "messagesent|sent|send|delivered|delivery|receivedemail|emaildelivered|emailsent|emailreceived|receivedsms|smssent|smsdelivered|sentsms|sentemail|receivedpush|pushsent|receivedautomatedresponsesms|messagedelivered|processed|versendet"),
    (Meaning::Event(EventKind::MessageOpened), "messageopened|open|opened|openedemail|emailopened|emailopen|openedpush|pushopened|geoffnet"),
    (Meaning::Event(EventKind::MessageClicked), "messageclicked|clickedemail|emailclicked|emaillinkclicked|clickedsms|smsclicked|emailclick|linkclicked|clickedpush"),
    (Meaning::Tap, "click|clicked|klick|clic|tap"),
    (Meaning::Refund, "refund|refunded|refundedorder|orderrefunded|return|returned|erstattung"),
    (Meaning::Unused, "pageview|page|pageviewed|viewpage|screenview|screen|sessionstart|sessionend|startsession|session|firstvisit|firstopen|userengagement|scroll|filedownload|videostart|videoprogress|videocomplete|formstart|formsubmit|viewcart|cartviewed|viewbag|addshippinginfo|addpaymentinfo|paymentinfoentered|checkoutstepviewed|checkoutstepcompleted|addtowishlist|wishlist|fav|favorite|favourite|productaddedtowishlist|removefromwishlist|share|shared|productshared|cartshared|login|loggedin|logout|loggedout|activeonsite|orderedproduct|fulfilledorder|fulfilledpartialorder|cancelledorder|ordercancelled|confirmedshipment|deliveredshipment|bounce|bounced|bouncedemail|hardbounce|softbounce|droppedemail|dropped|unsubscribe|unsubscribed|unsubscribedfromemailmarketing|unsubscribedfromlist|unsub|markedemailasspam|spam|spamreport|complaint|unsubscribedfromsms|failedtodeliversms|sentsmsconsent|consentedtoreceivesms|updatedemailpreferences|filledoutform|couponapplied|couponentered|coupondenied|couponremoved|reviewproduct|productreviewed|rating|rate|generatelead|exception|timing|identify|updateprofile|productlistfiltered|filter|sort|heartbeat|ping|error|touch|hover|like"),
];

/// What a word means; `None`: never heard of.
pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    let word = normal(word);
    let of = |words: &str| words.split('|').any(|w| w.eq_ignore_ascii_case(&word));
    WORDS
        .iter()
        .find(|(_, words)| !word.is_empty() && of(words))
        .map(|(meaning, _)| *meaning)
}

/// The channel of a message that its event's name tells (`Received SMS`).
pub(crate) fn channel(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    ["sms", "push", "whatsapp", "email"]
        .into_iter()
        .find(|channel| word.contains(channel))
}

/// The words to use, for a message.
pub(crate) const KNOWN: &str = "write view, add_to_cart, remove_from_cart, list_view, search, checkout, order, refund, signup, impression, click, \
     message_sent, message_opened or message_clicked; or map the column to another field";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_and_those_of_trackers_are_known() {
        for kind in EventKind::ALL {
            let wanted = match kind {
                EventKind::Click => Meaning::Tap,
                kind => Meaning::Event(*kind),
            };
            assert_eq!(meaning(kind.word()), Some(wanted), "{}", kind.word());
        }
        for (word, kind) in [
            ("addtocart", EventKind::AddToCart),
            ("add-to-cart", EventKind::AddToCart),
            ("Added to Cart", EventKind::AddToCart),
            ("transaction", EventKind::Order),
            ("pv", EventKind::View),
            ("Received Email", EventKind::MessageSent),
            ("begin_checkout", EventKind::Checkout),
        ] {
            assert_eq!(meaning(word), Some(Meaning::Event(kind)), "{word}");
        }
        assert_eq!(meaning("Page View"), Some(Meaning::Unused));
        assert_eq!(meaning("teleported"), None);
        assert_eq!(meaning("?"), None);
    }

    #[test]
    fn no_word_means_two_things() {
        let mut all: Vec<String> = WORDS
            .iter()
            .flat_map(|(_, words)| words.split('|').map(normal))
            .collect();
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
    }
}
