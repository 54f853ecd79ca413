//! What one row of a table is about.

use super::field::Field;

/// What one row of a table is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A line of an order, or an order.
    Orders,
    /// A person.
    Customers,
    /// A product or one of its variants.
    Products,
    /// Something that happened.
    Events,
    /// A product that was shown to somebody, and whether it was clicked.
    Shown,
    /// A message to somebody, and whether it was opened.
    Messages,
    /// A campaign and what came of it.
    Campaigns,
    /// A town and its tier.
    Places,
    /// The weather of a place on a day.
    Weather,
}

/// Something that a table of a kind cannot do without: one of some fields.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// One of these.
    pub fields: &'static [Field],
    /// What a merchant calls it.
    pub words: &'static str,
}

impl Kind {
    /// What a table of this kind is called ("a table of order lines").
    pub fn words(self) -> &'static str {
        match self {
            Kind::Orders => "table of order lines",
            Kind::Customers => "table of customers",
            Kind::Products => "table of products",
            Kind::Events => "table of events",
            Kind::Shown => "table of products shown",
            Kind::Messages => "table of messages",
            Kind::Campaigns => "table of campaigns",
            Kind::Places => "table of towns",
            Kind::Weather => "table of weather",
        }
    }

    /// What its tables cannot do without.
    pub fn needs(self) -> &'static [Need] {
        const fn need(fields: &'static [Field], words: &'static str) -> Need {
            Need { fields, words }
        }
        match self {
            Kind::Orders => {
                const {
                    &[
                        need(
                            &[
                                Field::Order,
                                Field::OrderId,
                                Field::Customer,
                                Field::Email,
                                Field::Phone,
                                Field::Product,
                                Field::Sku,
                                Field::ProductId,
                            ],
                            "order number, customer or product",
                        ),
                        need(&[Field::At, Field::DayNumber], "date"),
                        need(
                            &[
                                Field::Price,
                                Field::LineTotal,
                                Field::Total,
                                Field::Subtotal,
                            ],
                            "price",
                        ),
                    ]
                }
            }
            Kind::Customers => {
                const {
                    &[need(
                        &[Field::Email, Field::Customer, Field::Phone],
                        "e-mail, customer id or phone",
                    )]
                }
            }
            Kind::Products => {
                const {
                    &[
                        need(
                            &[Field::Product, Field::Sku, Field::ProductId, Field::Handle],
                            "product name or article number",
                        ),
                        need(
                            &[
                                Field::Price,
                                Field::Stock,
                                Field::Cost,
                                Field::Category,
                                Field::Brand,
                                Field::Description,
                                Field::Tags,
                                Field::Image,
                                Field::Barcode,
                                Field::SalePrice,
                                Field::CompareAt,
                                Field::StockAt,
                                Field::Available,
                                Field::Published,
                                Field::State,
                                Field::Added,
                                Field::Service,
                                Field::Attribute,
                            ],
                            "price, stock, cost, category or something else about the product",
                        ),
                    ]
                }
            }
            Kind::Events => {
                const {
                    &[
                        need(&[Field::Event], "kind of event"),
                        need(&[Field::At], "date"),
                        need(
                            &[Field::Device, Field::Customer, Field::Email, Field::Phone],
                            "visitor or customer",
                        ),
                    ]
                }
            }
            Kind::Shown => {
                const {
                    &[
                        need(&[Field::At], "date"),
                        need(&[Field::ProductId, Field::Sku, Field::Product], "product"),
                        need(&[Field::Clicked], "clicked or not"),
                    ]
                }
            }
            Kind::Messages => {
                const {
                    &[
                        need(&[Field::Campaign, Field::CampaignId], "campaign"),
                        need(&[Field::Email, Field::Customer, Field::Phone], "customer"),
                        need(
                            &[Field::Sent, Field::Opened, Field::Clicked],
                            "sent, opened or clicked",
                        ),
                    ]
                }
            }
            Kind::Campaigns => {
                const {
                    &[
                        need(&[Field::Campaign, Field::CampaignId], "campaign"),
                        need(
                            &[
                                Field::Recipients,
                                Field::Delivered,
                                Field::Opened,
                                Field::Clicked,
                                Field::OpensInAll,
                                Field::Orders,
                                Field::Cost,
                            ],
                            "recipients, deliveries, opens, clicks, orders or cost",
                        ),
                    ]
                }
            }
            Kind::Places => const { &[need(&[Field::City], "town"), need(&[Field::Tier], "tier")] },
            Kind::Weather => {
                const {
                    &[
                        need(&[Field::At], "date"),
                        need(&[Field::Temperature, Field::Sky], "temperature or weather"),
                    ]
                }
            }
        }
    }
}
