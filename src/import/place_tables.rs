//! Tables of the world: towns and their tiers, and the weather of a place on a day.

use super::event_table::{Cells, key_of};
use super::field::Field;
use super::json::Object;
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::number;
use super::platform::{Platform, Shape};
use crate::model::places::tier_of;
use crate::model::record::{PlaceRecord, Record, WeatherRecord};

/// Any table of towns.
pub(crate) const TOWNS: Platform = Platform {
    word: "towns",
    title: "table of towns",
    found: "towns and their tiers, for target groups such as city_tier = 1",
    kind: Kind::Places,
    shape: Shape::Any,
    taker: |reading, checked| Box::new(JsonLines::table(reading, checked, town, key_of)),
};

/// Any table of weather.
pub(crate) const WEATHER: Platform = Platform {
    word: "weather",
    title: "table of weather",
    found: "temperature and weather by day, for one place or many",
    kind: Kind::Weather,
    shape: Shape::Any,
    taker: |reading, checked| Box::new(JsonLines::table(reading, checked, weather, key_of)),
};

/// Turns one row into a town.
fn town(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let Some(city) = row.text(Field::City, context) else {
        return Err(refusal(
            Field::City.word(),
            "the row names no town",
            "fill it in",
        ));
    };
    let tier = row.text(Field::Tier, context);
    let Some(tier) = tier.as_deref().and_then(tier_of) else {
        return Err(refusal(
            Field::Tier.word(),
            "the row gives the town no tier",
            "write 1, 2, 3 ... or a word of your own",
        ));
    };
    let record = PlaceRecord {
        line: context.line,
        country: row.text(Field::Country, context),
        region: row.text(Field::Region, context),
        city,
        tier,
    };
    context.out.push(Record::Place(record));
    Ok(())
}

/// Whether a word tells the weather.
pub(crate) fn is_sky(text: &str) -> bool {
    const PARTS: [&str; 33] = [
        "sun", "rain", "cloud", "snow", "fog", "mist", "storm", "clear", "wind", "shower",
        "drizzle", "hail", "overcast", "fair", "dry", "wet", "hot", "cold", "haze", "sonn",
        "regen", "wolk", "schnee", "nebel", "heiter", "soleil", "pluie", "neige", "nuage", "sol",
        "lluvia", "nieve", "nub",
    ];
    let text = text.to_lowercase();
    PARTS.iter().any(|part| text.contains(part))
}

/// Tenths of a degree of `21.5`, `21,5 °C`; `None`: no temperature of this planet's towns.
pub(crate) fn celsius(text: &str, mark: u8) -> Option<i32> {
    let bare = text.trim_end_matches(['C', 'c', '°', '˚', 'º', ' ']);
    let tenths = number::price(bare.as_bytes(), mark)?.0.div_euclid(1_000);
    i32::try_from(tenths)
        .ok()
        .filter(|t| (-1_000..=650).contains(t))
}

/// Turns one row into a day's weather.
fn weather(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let at = row.moment(context)?;
    let temperature = match row.raw(Field::Temperature) {
        None => None,
        Some(text) => {
            let tenths = celsius(text, context.mark);
            if tenths.is_none() {
                context.doubt(
                    Field::Temperature.word(),
                    "this is no temperature in degrees Celsius; it is not used",
                    "write degrees Celsius, such as 21.5",
                );
            }
            tenths
        }
    };
    let sky = row.text(Field::Sky, context).map(|s| s.to_lowercase());
    if temperature.is_none() && sky.is_none() {
        return Err(refusal(
            Field::Temperature.word(),
            "the row says neither temperature nor weather",
            "fill one of them in",
        ));
    }
    let record = WeatherRecord {
        line: context.line,
        day: context.zone.day_of(at),
        country: row.text(Field::Country, context),
        region: row.text(Field::Region, context),
        city: row.text(Field::City, context),
        temperature,
        sky,
    };
    context.out.push(Record::Weather(record));
    Ok(())
}
