//! The pictures on buttons: strokes on a field of 16 by 16, decoration beside words.

use maud::{Markup, PreEscaped, html};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Overview.
    Home,
    /// Value breakdown.
    Tree,
    /// Customers.
    Person,
    /// Models.
    Model,
    /// Data.
    Data,
    /// The phone's menu.
    Menu,
    /// Opens a list.
    Down,
    /// Search.
    Search,
    /// An address to copy.
    Link,
    /// Download.
    Save,
    /// Upload.
    Up,
    /// Something new.
    Plus,
    /// A table.
    Table,
    /// Take care.
    Warn,
    /// Light and dark.
    Theme,
}

/// The picture.
pub(crate) fn icon(icon: Icon) -> Markup {
    html! { svg.ico viewBox="0 0 16 16" aria-hidden="true" { path d=(path(icon)) {} } }
}

fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Home => "M2.5 7 8 2.5 13.5 7v6a.5.5 0 0 1-.5.5H9.8V9.7H6.2v3.8H3a.5.5 0 0 1-.5-.5z",
        Icon::Tree => "M8 2.5v4M8 6.5 3.5 9.5M8 6.5l4.5 3M3.5 9.5v4M12.5 9.5v4M8 6.5v7",
        Icon::Person => "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.5c.6-2.5 2.6-3.7 5.2-3.7s4.6 1.2 5.2 3.7",
        Icon::Model => "M2.5 12.5c2 0 2.5-9 5.5-9s3.5 9 5.5 9M2.5 13.5h11",
        Icon::Data => "M3 4c0-2 10-2 10 0s-10 2-10 0zM3 4v8c0 2 10 2 10 0V4M3 8c0 2 10 2 10 0",
        Icon::Menu => "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
        Icon::Down => "M4 6.5 8 10l4-3.5",
        Icon::Search => "M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.7 10.7 14 14",
        Icon::Link => {
            "M6.5 9.5l3-3M7.5 4.5l1.3-1.3a2.6 2.6 0 0 1 3.9 3.9L11.5 8.5M8.5 11.5l-1.3 1.3a2.6 2.6 0 0 1-3.9-3.9L4.5 7.5"
        }
        Icon::Save => "M8 2.5v7.5M4.8 7.2 8 10.3l3.2-3.1M3 13.5h10",
        Icon::Up => "M8 10.5V3M4.8 5.8 8 2.7l3.2 3.1M3 13.5h10",
        Icon::Plus => "M8 3v10M3 8h10",
        Icon::Table => "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 3.5v9",
        Icon::Warn => "M8 2.8 14 13H2zM8 6.5v3.2M8 11.4v.1",
        Icon::Theme => "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
    }
}

/// The mark beside the name.
pub(crate) fn mark() -> Markup {
    PreEscaped(
        r#"<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><rect class="ground" width="24" height="24" rx="6"/><path class="step" d="M5.5 6.5h4V11H14v3.5h4.5v3"/></svg>"#
            .to_owned(),
    )
}
