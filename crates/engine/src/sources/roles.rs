//! What a column of a source can mean: the left side of `--map role=column`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::SourceError;

macro_rules! roles {
    ($($variant:ident $name:literal $sort:ident $about:literal;)*) => {
        /// Meaning of a column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $(#[doc = $about] $variant,)* }

        impl Role {
            /// Every role, in the order of documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in settings and options.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// How its values are read.
            #[must_use]
            pub fn sort(self) -> Sort {
                match self { $(Self::$variant => Sort::$sort,)* }
            }
        }
    };
}

/// How the values of a role are read, and whether they are contact data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Keys, codes and names of things.
    Text,
    /// E-mail, phone, names, addresses: masked in rejects and logs.
    Contact,
    /// Exact numbers.
    Number,
    /// Dates and times.
    When,
}

roles! {
    CustomerId "customer_id" Text "the source's own customer key";
    Email "email" Contact "e-mail address";
    Phone "phone" Contact "telephone number";
    LoyaltyId "loyalty_id" Text "loyalty card number";
    AccountId "account_id" Text "business account";
    Name "name" Contact "full name";
    FirstName "first_name" Contact "given name";
    LastName "last_name" Contact "family name";
    Company "company" Contact "company";
    Street "street" Contact "street";
    HouseNumber "house_number" Contact "house number";
    Postcode "postcode" Contact "postal code";
    City "city" Contact "city";
    Country "country" Text "country";
    OrderId "order_id" Text "order, invoice or receipt number";
    LineId "line_id" Text "key of a line within its order";
    OrderedAt "ordered_at" When "date, or date and time, of the order";
    OrderedTime "ordered_time" Text "time of day, where the date stands in a column of its own";
    UpdatedAt "updated_at" When "when the source last changed or exported the row";
    Amount "amount" Number "amount of the row";
    Quantity "quantity" Number "pieces";
    UnitPrice "unit_price" Number "price of a piece";
    Currency "currency" Text "ISO 4217 code";
    Status "status" Text "status of the order";
    Channel "channel" Text "web, store, marketplace, phone, ...";
    Location "location" Text "shop or site";
    Tax "tax" Number "VAT within or on top of the amount";
    TaxRate "tax_rate" Number "VAT in per cent";
    Shipping "shipping" Number "shipping charged";
    Discount "discount" Number "discount given";
    Coupon "coupon" Text "discount code";
    Cost "cost" Number "cost of the goods of the row";
    UnitCost "unit_cost" Number "cost of a piece";
    Fees "fees" Number "payment or marketplace fees";
    ProductId "product_id" Text "article number";
    Description "description" Text "article name";
    Refunded "refunded" Number "amount given back";
    CancelledAt "cancelled_at" Text "when the order was cancelled";
    Subtotal "subtotal" Number "sum of the lines";
    LineDiscount "line_discount" Number "discount on the line";
    Tags "tags" Text "labels of the order";
    Mode "mode" Text "live or test";
    Captured "captured" Text "whether the money was taken";
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        Self::ALL.iter().copied().find(|role| role.name() == text).ok_or_else(|| SourceError::Setting {
            name: "role",
            value: text.to_owned(),
            allowed: Self::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", "),
        })
    }
}
