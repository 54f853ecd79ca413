//! Dates and times as real exports write them, made instants.

use crate::model::time::{Moment, Zone};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::borrow::Cow;

/// Reads the dates of one file and learns from them whether the day or the month stands first.
#[derive(Clone, Debug)]
pub(crate) struct Dates {
    zone: Zone,
    /// What `03/04/2026` is taken for.
    pub(crate) day_first: bool,
    /// Dates that can only be read with the day first, and with the month first.
    pub(crate) proof: (u64, u64),
    /// Whether numbers are a spreadsheet's days since 1900, and how many were read so.
    serial: bool,
    pub(crate) serials: u64,
    /// The last date read, and whether it was such a number.
    cached: (Vec<u8>, Moment, bool),
}

/// A date as written: what can be said of it before the file's habit is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    /// The year is first, or the month has a name.
    Clear,
    /// Only readable with the day first.
    DayFirst,
    /// Only readable with the month first.
    MonthFirst,
    /// Both are possible.
    Either,
}

enum Read {
    Instant(Moment),
    Local(NaiveDateTime),
}

impl Dates {
    /// Dates without an offset are on this zone's clock.
    pub(crate) fn new(zone: Zone, day_first: bool) -> Dates {
        Dates {
            zone,
            day_first,
            proof: (0, 0),
            serial: false,
            serials: 0,
            cached: (Vec::new(), Moment(0), false),
        }
    }

    /// Whether dates that can be read both ways have the day first, after all that was read.
    pub(crate) fn mostly_day_first(&self) -> bool {
        match self.proof {
            (0, 0) => self.day_first,
            (day, month) => day >= month,
        }
    }

    /// Takes numbers for a spreadsheet's days since 1900.
    pub(crate) fn with_serials(mut self, serial: bool) -> Dates {
        self.serial = serial;
        self
    }

    /// Goes on with dates of another zone.
    pub(crate) fn on(&mut self, zone: Zone) {
        if self.zone != zone {
            self.zone = zone;
            self.cached.0.clear();
        }
    }

    /// The instant of a date with an optional time of day from another column.
    pub(crate) fn read(&mut self, text: &[u8], clock: &[u8]) -> Option<Moment> {
        if clock.is_empty() && text == self.cached.0.as_slice() && !text.is_empty() {
            self.serials += u64::from(self.cached.2);
            return Some(self.cached.1);
        }
        let mut serial = false;
        let (read, order) = match self.parsed(text, clock) {
            Some(found) => found,
            None if self.serial => {
                serial = true;
                let day = days_since_1900(text)?;
                // A time of day from another column counts where the number is a whole day.
                let both = [day.format("%Y-%m-%d ").to_string().as_bytes(), clock].concat();
                let timed = (!clock.is_empty()).then(|| parse(&both, true)).flatten();
                timed.unwrap_or((Read::Local(day), Order::Clear))
            }
            None => return None,
        };
        self.serials += u64::from(serial);
        match order {
            Order::DayFirst => self.proof.0 += 1,
            Order::MonthFirst => self.proof.1 += 1,
            Order::Clear | Order::Either => {}
        }
        let moment = match read {
            Read::Instant(at) => at,
            Read::Local(local) => self.zone.instant(local),
        };
        if clock.is_empty() {
            self.cached.0.clear();
            self.cached.0.extend_from_slice(text);
            self.cached.1 = moment;
            self.cached.2 = serial;
        }
        Some(moment)
    }

    fn parsed(&self, text: &[u8], clock: &[u8]) -> Option<(Read, Order)> {
        if clock.is_empty() {
            return parse(text, self.day_first);
        }
        let both = [text, b" ", clock].concat();
        parse(&both, self.day_first).or_else(|| parse(text, self.day_first))
    }
}

/// The zone of a name as programs show it: an IANA name, or a name such as `Eastern Time (US & Canada)`.
pub(crate) fn zone_of(text: &str) -> Option<Zone> {
    const NAMES: [(&str, &str); 30] = [
        ("eastern", "America/New_York"),
        ("central time", "America/Chicago"),
        ("mountain", "America/Denver"),
        ("arizona", "America/Phoenix"),
        ("pacific time", "America/Los_Angeles"),
        ("alaska", "America/Anchorage"),
        ("hawaii", "Pacific/Honolulu"),
        ("atlantic time", "America/Halifax"),
        ("newfoundland", "America/St_Johns"),
        ("saskatchewan", "America/Regina"),
        ("london", "Europe/London"),
        ("edinburgh", "Europe/London"),
        ("dublin", "Europe/Dublin"),
        ("lisbon", "Europe/Lisbon"),
        ("paris", "Europe/Paris"),
        ("madrid", "Europe/Madrid"),
        ("berlin", "Europe/Berlin"),
        ("rome", "Europe/Rome"),
        ("amsterdam", "Europe/Amsterdam"),
        ("tokyo", "Asia/Tokyo"),
        ("osaka", "Asia/Tokyo"),
        ("sydney", "Australia/Sydney"),
        ("melbourne", "Australia/Melbourne"),
        ("brisbane", "Australia/Brisbane"),
        ("adelaide", "Australia/Adelaide"),
        ("perth", "Australia/Perth"),
        ("hobart", "Australia/Hobart"),
        ("darwin", "Australia/Darwin"),
        ("utc", "UTC"),
        ("gmt", "UTC"),
    ];
    let text = text.trim();
    if let Some(zone) = Zone::named(text) {
        return Some(zone);
    }
    let name = text.to_lowercase();
    let (_, zone) = NAMES.iter().find(|(part, _)| name.contains(part))?;
    Zone::named(zone)
}

/// A date that was typed in: `2026-01-01`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// `1631` or `931` as `16:31` and `09:31`; anything else as it stands.
pub(crate) fn clock(raw: &[u8]) -> Cow<'_, [u8]> {
    let digits = std::str::from_utf8(raw)
        .ok()
        .filter(|t| (1..=4).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit()));
    match digits.and_then(|t| t.parse::<u32>().ok()) {
        Some(n) if n / 100 < 24 && n % 100 < 60 => {
            Cow::Owned(format!("{:02}:{:02}", n / 100, n % 100).into_bytes())
        }
        _ => Cow::Borrowed(raw),
    }
}

/// Whether a text is a day such as 20261120.
pub(crate) fn is_compact(text: &[u8]) -> bool {
    text.len() == 8
        && text.iter().all(u8::is_ascii_digit)
        && matches!(&text[..2], b"19" | b"20")
        && parse(text, true).is_some()
}

/// Whether a date carries a time of day: midnight alone is none.
pub(crate) fn has_time(text: &[u8], clock: &[u8]) -> bool {
    let told = |t: &[u8]| {
        let Some(at) = t.iter().position(|b| *b == b':') else {
            // A spreadsheet's day number with a part of a day; or seconds since 1970.
            if let Some((_, part)) = std::str::from_utf8(t).ok().and_then(|t| t.split_once('.'))
                && t.len() - part.len() == 6
            {
                return part.bytes().all(|b| b.is_ascii_digit()) && part.bytes().any(|b| b != b'0');
            }
            return t.len() >= 10 && t[..10].iter().all(u8::is_ascii_digit);
        };
        let from = at.saturating_sub(2);
        let end = (at + 6).min(t.len());
        t[from..end].iter().any(|b| matches!(b, b'1'..=b'9'))
    };
    told(clock) || told(text)
}

/// Whether a text can be read as a date, and how sure its order is.
pub(crate) fn order_of(text: &[u8]) -> Option<Order> {
    // A bare number is an instant only by its column; a text of digits proves nothing.
    if text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    parse(text, true).map(|(_, order)| order)
}

/// A spreadsheet's number of days since 1900 (`45983`, `45983.604`; a comma also parts), from 1954 to 2119.
pub(crate) fn days_since_1900(text: &[u8]) -> Option<NaiveDateTime> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 5 || part.len() > 15 || !digits(whole) || !digits(part) {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    if !(20_000..=80_000).contains(&days) {
        return None;
    }
    // The rest of the day in seconds: as many as a spreadsheet shows.
    let part: f64 = format!("0.{part}0").parse().ok()?;
    let seconds = (part * 86_400.0).round() as i64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?
        .checked_add_days(chrono::Days::new(days))?
        .and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::seconds(seconds))
}

fn parse(text: &[u8], day_first: bool) -> Option<(Read, Order)> {
    if let Some(local) = iso(text) {
        return Some((Read::Local(local), Order::Clear));
    }
    let text = std::str::from_utf8(text).ok()?.trim();
    if text.len() > 60 || text.is_empty() {
        return None;
    }
    if let Some(at) = epoch(text) {
        return Some((Read::Instant(at), Order::Clear));
    }
    parts(text, day_first)
}

/// The fast path: `2010-12-01 08:26:00`.
fn iso(text: &[u8]) -> Option<NaiveDateTime> {
    if text.len() != 19 || text[4] != b'-' || text[7] != b'-' || !matches!(text[10], b' ' | b'T') {
        return None;
    }
    if text[13] != b':' || text[16] != b':' {
        return None;
    }
    let pair = |at: usize| -> Option<u32> {
        let (a, b) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
    };
    let year = pair(0)? * 100 + pair(2)?;
    NaiveDate::from_ymd_opt(year as i32, pair(5)?, pair(8)?)?.and_hms_opt(
        pair(11)?,
        pair(14)?,
        pair(17)?,
    )
}

/// Seconds (10 digits, a fraction allowed), milliseconds (13) or microseconds (16) since 1970; or `20261120`.
fn epoch(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        10 => {
            let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
            Some(Moment(number * 1000 + millis.parse::<i64>().ok()?))
        }
        13 => Some(Moment(number)),
        16 => Some(Moment(number / 1000)),
        _ => None,
    }
}

/// The general path: words and numbers in any of the usual orders.
fn parts(text: &str, day_first: bool) -> Option<(Read, Order)> {
    let (date, rest) = cut_date(text)?;
    let (date, order) = date_of(date, day_first)?;
    let rest = rest.trim_start_matches([',', 'T', 't']).trim();
    let rest = [
        "at ", "um ", "à ", "a las ", "alle ", "om ", "às ", "o ", "- ",
    ]
    .iter()
    .find_map(|word| rest.strip_prefix(word))
    .unwrap_or(rest);
    if rest.is_empty() {
        return Some((Read::Local(date.and_time(NaiveTime::MIN)), order));
    }
    let (time, rest) = time_of(rest)?;
    let local = date.and_time(time);
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((Read::Local(local), order));
    }
    let minutes = offset(rest)?;
    let at = local.checked_sub_signed(TimeDelta::minutes(minutes))?;
    Some((
        Read::Instant(Moment(at.and_utc().timestamp_millis())),
        order,
    ))
}

/// Cuts the text behind its date: behind the third number, or the second if the month has a name.
fn cut_date(text: &str) -> Option<(&str, &str)> {
    // A weekday in front says nothing.
    let text = match text.split_once([',', ' ']) {
        Some((word, rest)) if is_weekday(word) => rest.trim_start_matches([',', ' ']),
        _ => text,
    };
    let named = text
        .split(|c: char| !c.is_alphabetic())
        .any(|w| month(w).is_some());
    let wanted = if named { 2 } else { 3 };
    let bytes = text.as_bytes();
    let (mut numbers, mut inside, mut month_seen) = (0, false, false);
    for (at, b) in bytes.iter().enumerate() {
        let digit = b.is_ascii_digit();
        if digit && !inside {
            numbers += 1;
        }
        if inside && !digit && numbers == wanted {
            // `Dec 8 2024` or `2024 Dec 8`: a month after the numbers would be cut off.
            let head = &text[..at];
            month_seen = !named
                || head
                    .split(|c: char| !c.is_alphabetic())
                    .any(|w| month(w).is_some());
            if month_seen {
                return Some((head, &text[at..]));
            }
        }
        inside = digit;
    }
    let _ = month_seen;
    (numbers >= wanted.min(1)).then_some((text, ""))
}

fn date_of(text: &str, day_first: bool) -> Option<(NaiveDate, Order)> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !matches!(*w, "of" | "de" | "del" | "do"))
        .collect();
    if let [one] = words.as_slice() {
        // 20261120
        if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) {
            let date = NaiveDate::parse_from_str(one, "%Y%m%d").ok()?;
            return Some((date, Order::Clear));
        }
        return None;
    }
    let [a, b, c] = words.as_slice() else {
        return None;
    };
    let number = |w: &str| -> Option<u32> {
        let w = w
            .strip_suffix("st")
            .or_else(|| w.strip_suffix("nd"))
            .or_else(|| w.strip_suffix("rd"))
            .or_else(|| w.strip_suffix("th"))
            .unwrap_or(w);
        (w.len() <= 4).then(|| w.parse().ok()).flatten()
    };
    let date = |y: u32, m: u32, d: u32| {
        // 1950 and later is history, two digits are 1970..2069.
        let y = match y {
            0..70 => 2000 + y,
            70..100 => 1900 + y,
            y => y,
        };
        (1900..=2200)
            .contains(&y)
            .then(|| NaiveDate::from_ymd_opt(y as i32, m, d))
            .flatten()
    };
    if let Some(m) = month(a) {
        return Some((date(number(c)?, m, number(b)?)?, Order::Clear));
    }
    if let Some(m) = month(b) {
        let (x, y) = (number(a)?, number(c)?);
        let (y, d) = if a.len() == 4 { (x, y) } else { (y, x) };
        return Some((date(y, m, d)?, Order::Clear));
    }
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return Some((date(x, y, z)?, Order::Clear));
    }
    let as_day_first = date(z, y, x);
    let as_month_first = date(z, x, y);
    match (as_day_first, as_month_first) {
        (Some(d), None) => Some((d, Order::DayFirst)),
        (None, Some(d)) => Some((d, Order::MonthFirst)),
        // Points stand in dates of countries that write the day first.
        (Some(d), Some(_)) if text.contains('.') => Some((d, Order::Clear)),
        (Some(d), Some(m)) => Some((if day_first { d } else { m }, Order::Either)),
        (None, None) => None,
    }
}

fn time_of(text: &str) -> Option<(NaiveTime, &str)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let clock = clock.trim_end_matches('.');
    let mut pieces = clock.split(':');
    let mut hour: u32 = pieces.next()?.parse().ok()?;
    let minute: u32 = pieces.next().map_or(Some(0), |m| m.parse().ok())?;
    let seconds = pieces.next().unwrap_or("0");
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    if pieces.next().is_some() {
        return None;
    }
    let trimmed = rest.trim_start();
    let half = trimmed.get(..2).map(str::to_ascii_lowercase);
    let rest = match half.as_deref() {
        Some("am") if hour <= 12 => {
            hour %= 12;
            &trimmed[2..]
        }
        Some("pm") if hour <= 12 => {
            hour = hour % 12 + 12;
            &trimmed[2..]
        }
        _ if !clock.contains(':') => return None,
        _ => rest,
    };
    let time =
        NaiveTime::from_hms_milli_opt(hour, minute, second.parse().ok()?, millis.parse().ok()?)?;
    Some((time, rest))
}

/// `Z`, `UTC`, `+0400`, `-04:00`, `+04`, in minutes east.
fn offset(text: &str) -> Option<i64> {
    let text = text
        .strip_prefix("UTC")
        .or_else(|| text.strip_prefix("GMT"))
        .unwrap_or(text);
    if text.is_empty() || text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.as_bytes()[0] {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 15 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 23] = [
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "lun",
        "jeu",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    DAYS.iter().any(|d| d.eq_ignore_ascii_case(word))
}

/// The month of a name or its short form in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish or Turkish.
fn month(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &[
            "jan", "janv", "jän", "ene", "gen", "januar", "january", "januari", "janvier", "enero",
            "gennaio", "jänner", "janeiro", "stycznia", "styczeń", "ocak",
        ],
        &[
            "feb",
            "févr",
            "fev",
            "febr",
            "februar",
            "february",
            "februari",
            "février",
            "febrero",
            "febbraio",
            "fevereiro",
            "lutego",
            "luty",
            "şubat",
        ],
        &[
            "mar", "mär", "mrz", "mars", "mrt", "märz", "march", "maart", "marzo", "março",
            "marca", "marzec", "mart",
        ],
        &[
            "apr",
            "avr",
            "abr",
            "april",
            "avril",
            "abril",
            "aprile",
            "kwi",
            "kwietnia",
            "kwiecień",
            "nisan",
        ],
        &[
            "may", "mai", "mei", "mayo", "mag", "maggio", "maio", "maj", "maja", "mayıs",
        ],
        &[
            "jun", "juni", "juin", "june", "junio", "giu", "giugno", "junho", "cze", "czerwca",
            "czerwiec", "haziran",
        ],
        &[
            "jul", "juli", "juil", "july", "juillet", "julio", "lug", "luglio", "julho", "lip",
            "lipca", "lipiec", "temmuz",
        ],
        &[
            "aug",
            "août",
            "aout",
            "ago",
            "august",
            "augustus",
            "agosto",
            "sie",
            "sierpnia",
            "sierpień",
            "ağustos",
        ],
        &[
            "sep",
            "sept",
            "set",
            "september",
            "septembre",
            "septiembre",
            "settembre",
            "setembro",
            "wrz",
            "września",
            "wrzesień",
            "eylül",
        ],
        &[
            "oct",
            "okt",
            "ott",
            "october",
            "oktober",
            "octobre",
            "octubre",
            "ottobre",
            "out",
            "outubro",
            "paź",
            "października",
            "październik",
            "ekim",
        ],
        &[
            "nov",
            "november",
            "novembre",
            "noviembre",
            "novembro",
            "lis",
            "listopada",
            "listopad",
            "kas",
            "kasım",
        ],
        &[
            "dec",
            "dez",
            "déc",
            "dic",
            "december",
            "dezember",
            "décembre",
            "diciembre",
            "dicembre",
            "dezembro",
            "gru",
            "grudnia",
            "grudzień",
            "ara",
            "aralık",
        ],
    ];
    if word.chars().count() < 3 || word.len() > 12 {
        return None;
    }
    let word = word.to_lowercase();
    NAMES
        .iter()
        .position(|names| names.contains(&word.as_str()))
        .map(|i| i as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, day_first: bool) -> Option<String> {
        let mut dates = Dates::new(Zone::UTC, day_first);
        dates.read(text.as_bytes(), b"").map(|m| m.to_string())
    }

    #[test]
    fn dates_as_real_files_write_them() {
        for (text, want) in [
            ("2010-12-01 08:26:00", "2010-12-01T08:26:00Z"),
            ("2026-04-05 21:06:21 +0400", "2026-04-05T17:06:21Z"),
            ("2026-04-05 21:06:21 -0400", "2026-04-06T01:06:21Z"),
            ("2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"),
            ("2026-11-20T09:00:00.250+01:00", "2026-11-20T08:00:00.250Z"),
            ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026/11/20 9:05", "2026-11-20T09:05:00Z"),
            ("20.11.2026 09:05", "2026-11-20T09:05:00Z"),
            ("Dec 8, 2024", "2024-12-08T00:00:00Z"),
            ("8 décembre 2024 17:00", "2024-12-08T17:00:00Z"),
            ("Mon, 23 Sep 2024 14:21:24 +0000", "2024-09-23T14:21:24Z"),
            ("12/25/2010 8:26 PM", "2010-12-25T20:26:00Z"),
            ("25/12/2010 08:26", "2010-12-25T08:26:00Z"),
            ("09/23/26", "2026-09-23T00:00:00Z"),
            ("1763629209", "2025-11-20T09:00:09Z"),
            ("1763629209.123456", "2025-11-20T09:00:09.123Z"),
            ("1763629209123", "2025-11-20T09:00:09.123Z"),
            ("1763629209123456", "2025-11-20T09:00:09.123Z"),
            ("20261120", "2026-11-20T00:00:00Z"),
            ("2017-10-02 10:56:33.123456 UTC", "2017-10-02T10:56:33.123Z"),
        ] {
            assert_eq!(at(text, true).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn the_habit_of_the_file_decides_where_both_are_possible() {
        assert_eq!(at("10/2/2017 10:56", true).unwrap(), "2017-02-10T10:56:00Z");
        assert_eq!(
            at("10/2/2017 10:56", false).unwrap(),
            "2017-10-02T10:56:00Z"
        );
        assert_eq!(order_of(b"10/2/2017"), Some(Order::Either));
        assert_eq!(order_of(b"13/2/2017"), Some(Order::DayFirst));
        assert_eq!(order_of(b"2/13/2017"), Some(Order::MonthFirst));
        assert_eq!(order_of(b"2.3.2017"), Some(Order::Clear));
    }

    #[test]
    fn a_time_of_day_may_have_its_own_column() {
        let mut dates = Dates::new(Zone::named("Europe/Berlin").unwrap(), true);
        let at = dates.read(b"Dec 8, 2024", b"9:15:51 PM").unwrap();
        assert_eq!(at.to_string(), "2024-12-08T20:15:51Z");
    }

    #[test]
    fn days_since_1900_are_dates_only_where_they_are_meant() {
        let mut dates = Dates::new(Zone::UTC, true).with_serials(true);
        for (text, want) in [
            ("45983", "2025-11-22T00:00:00Z"),
            ("45983.604", "2025-11-22T14:29:46Z"),
            ("45983,5", "2025-11-22T12:00:00Z"),
            ("2026-11-20", "2026-11-20T00:00:00Z"),
        ] {
            let at = dates.read(text.as_bytes(), b"").map(|m| m.to_string());
            assert_eq!(at.as_deref(), Some(want), "{text}");
        }
        let timed = dates.read(b"45983", b"9:15").map(|m| m.to_string());
        assert_eq!(timed.as_deref(), Some("2025-11-22T09:15:00Z"));
        assert_eq!(dates.serials, 4);
        assert_eq!(dates.read(b"19999", b""), None);
        assert_eq!(at("45983", true), None);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "31/31/2020",
            "2020-13-45",
            "12",
            "0000-00-00 00:00:00",
            "1.5",
            "12:30",
            "99/99/99",
            "Sun",
            "2026-11-20 25:00",
            "WHITE METAL LANTERN",
            "1/2",
            "March",
        ] {
            assert_eq!(at(text, true), None, "{text}");
        }
    }
}
