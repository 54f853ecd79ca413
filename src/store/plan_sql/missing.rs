//! Whether something is known of a customer at all.

use super::{Compiler, EMAIL_DOMAIN};
use crate::store::Error;
use crate::targeting::plan::{AnyField, Figure, TextField};

impl Compiler<'_> {
    pub(super) fn missing(&mut self, field: &AnyField) -> Result<String, Error> {
        Ok(match field {
            AnyField::Measure(measure, what) => self.missing_measure(*measure, what.as_ref())?,
            AnyField::Stated(of) => self.missing_stated(of)?,
            AnyField::Figure(Figure::Aov, what) => {
                let rows = self.sums(Figure::Orders, what.as_ref(), None);
                format!("c.id NOT IN (SELECT customer FROM ({rows}))")
            }
            AnyField::Figure(..) | AnyField::Flag(_) => "0".to_owned(),
            AnyField::ProductNumber(_) => "1".to_owned(),
            AnyField::Time(field) => format!("{} IS NULL", self.time(*field)),
            AnyField::Text(field) => match field {
                TextField::Country => "c.country IS NULL".to_owned(),
                TextField::Region => "c.region IS NULL".to_owned(),
                TextField::City => "c.city IS NULL".to_owned(),
                TextField::CityTier => "c.city_tier IS NULL".to_owned(),
                TextField::Language => "c.language IS NULL".to_owned(),
                TextField::Email => "c.email IS NULL".to_owned(),
                TextField::Name => "c.name IS NULL".to_owned(),
                TextField::CustomerTag => {
                    "c.id NOT IN (SELECT customer FROM customer_tags)".to_owned()
                }
                TextField::Gender => {
                    let names = self.spellings("customer_attributes", "gender")?;
                    format!(
                        "c.id NOT IN (SELECT customer FROM customer_attributes WHERE name IN ({names}))"
                    )
                }
                TextField::EmailDomain => format!("{EMAIL_DOMAIN} IS NULL"),
                TextField::Device | TextField::Channel | TextField::Campaign => {
                    let rows = self.text_rows(field);
                    format!("c.id NOT IN (SELECT customer FROM ({rows}))")
                }
                TextField::Lifecycle => "0".to_owned(),
                TextField::RfmGroup if self.past => {
                    let orders = self.orders();
                    let unknown = i64::from(self.as_of.cuts.is_none());
                    format!("({orders} > 0 AND {unknown})")
                }
                TextField::RfmGroup => {
                    let (orders, group) = (self.orders(), self.fact("rfm_group"));
                    format!("({orders} > 0 AND {group} IS NULL)")
                }
                _ => "1".to_owned(),
            },
        })
    }
}
