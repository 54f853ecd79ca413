//! The RFM grid drawn: cells coloured by size, the eleven groups beside or below, what the chosen cell says.

use super::State;
use super::rfm::{BANDS, CELL, COLUMNS, GROUP, Grid, SLOT};
use super::{chosen_cell, title};
use crate::model::money::{Amount, Money};
use crate::model::time::Day;
use crate::shop::rfm_grid::RfmGrid;
use crate::targeting::rfm::{CutSource, RfmGroup};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What stands before each band of FM, best first.
const LABELS: [&str; BANDS] = ["FM 4–5", "2.5–3.5", "2", "1–1.5"];
/// Cells of these labels.
const LABEL: u16 = 8;

/// Draws the page.
pub(super) fn view(
    state: &State,
    grid: &Grid,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let end = grid.data.ready().map_or_else(String::new, |d| {
        format!(
            "{} with an order",
            fmt::counted(d.buyers as i64, "customer")
        )
    });
    let inner = title(state, ctx, area, buf, hits, ("RFM grid", end));
    let data = match &grid.data {
        Load::Waiting => {
            return part::loading(ctx, inner, buf, SLOT, "sorting everybody by their orders");
        }
        Load::Failed(why) => {
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The grid could not be made.";
            return part::error(ctx, inner, buf, hits, fact, why, &ways);
        }
        Load::Ready(data) => data,
    };
    if data.buyers == 0 {
        let said = "The grid needs orders: how lately, how often and for how much people bought. Screen 9 brings them in.";
        return part::empty(ctx, inner, buf, hits, "Nobody has bought yet", said, &[]);
    }
    if ctx.size.large() && inner.height >= 28 {
        let (left, right) = split_right(inner, 46, 4);
        let used = cells(grid, data, ctx, left, buf, hits, 5);
        fine_print(data, ctx, split_top(left, used + 1).1, buf);
        legend(grid, data, ctx, right, buf, hits);
        return;
    }
    let tall = if inner.height >= 18 { 2 } else { 1 };
    let used = cells(grid, data, ctx, inner, buf, hits, tall);
    let rest = split_top(inner, used).1;
    let used = chosen(grid, ctx, rest, buf);
    names(grid, ctx, split_top(rest, used + 1).1, buf, hits);
}

/// Since which day a column's last orders are: its score is a fifth of the buyers.
fn since(data: &RfmGrid, column: usize) -> Option<String> {
    let cuts = data.cuts?;
    let cut = match column {
        0 => return Some("before".into()),
        n => cuts.r.get(n - 1).copied().flatten()?,
    };
    let day = Day(i32::try_from(cut).ok()?);
    Some(fmt::date(day))
}

/// Draws the grid with `tall` rows a cell and those who never bought below it; returns the rows used.
fn cells(
    grid: &Grid,
    data: &RfmGrid,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    tall: u16,
) -> u16 {
    let theme = ctx.theme();
    let gap = u16::from(tall > 2);
    let width = area.width.saturating_sub(LABEL) / COLUMNS as u16;
    let column = |i: usize| Rect {
        x: area.x + LABEL + i as u16 * width,
        width: width.saturating_sub(1),
        ..area
    };
    let heads = 1 + u16::from(tall > 1);
    if heads > 1 {
        let line = row(area, 1);
        text::put_fit(buf, line, (line.x, line.y), LABEL, "since", theme.muted());
    }
    for i in 0..COLUMNS {
        let at = column(i).intersection(area);
        let r = format!("R {}", i + 1);
        let r = match i {
            0 if width >= 13 => format!("{r} oldest"),
            4 if width >= 13 => format!("{r} latest"),
            _ => r,
        };
        let style = match i == grid.column && grid.band < BANDS {
            true => theme.strong(),
            false => theme.text2(),
        };
        text::put_fit(buf, at, (at.x + 1, at.y), at.width, &r, style);
        if let Some(said) = since(data, i).filter(|_| heads > 1) {
            let place = (at.x + 1, at.y + 1);
            text::put_fit(buf, at, place, at.width, &said, theme.muted());
        }
    }
    let most = data.cells.iter().map(|c| c.count).max().unwrap_or(1).max(1);
    for (band, label) in LABELS.into_iter().enumerate() {
        let y = heads + band as u16 * (tall + gap);
        let line = row(area, y);
        text::put_fit(buf, line, (line.x, line.y), LABEL, label, theme.text2());
        for i in 0..COLUMNS {
            let Some(cell) = grid.cell(i, band) else {
                continue;
            };
            let at = Rect {
                y: area.y + y,
                height: tall,
                ..column(i)
            }
            .intersection(area);
            if at.is_empty() {
                continue;
            }
            let strength = cell.count as f32 / most as f32;
            buf.set_style(at, theme.heat(Token::Accent, strength));
            let share = cell.share.map_or(String::new(), fmt::part);
            let count = fmt::count(cell.count as i64);
            let room = at.width.saturating_sub(2);
            let style = match cell.count {
                0 => theme.muted(),
                _ => theme.text(),
            };
            let number = match cell.count {
                0 => theme.muted(),
                _ => theme.strong(),
            };
            let right = at.right().saturating_sub(1);
            if tall == 1 {
                let from = text::put_right(buf, at, right, at.y, &count, number);
                let room = from.saturating_sub(at.x + 2);
                text::put_fit(buf, at, (at.x + 1, at.y), room, cell.group.word(), style);
            } else {
                // Large cells have two lines for the name.
                let top = at.y + u16::from(tall > 3);
                let name = Rect {
                    x: at.x + 1,
                    y: top,
                    width: room,
                    height: 1 + u16::from(tall > 3),
                }
                .intersection(at);
                let used = text::paragraph(buf, name, cell.group.word(), style);
                text::put(buf, at, at.x + 1, top + used, &count, number);
                if cell.count > 0 {
                    text::put_right(buf, at, right, top + used, &share, style);
                }
            }
            if (i, band) == (grid.column, grid.band) {
                chosen_cell(ctx, buf, at);
            }
            let index = band * COLUMNS + i;
            hits.add(at, Hit::Item { what: CELL, index });
        }
    }
    let y = heads + BANDS as u16 * (tall + gap);
    let line = row(area, y);
    let at = Rect {
        x: line.x + LABEL.min(line.width),
        width: (width * COLUMNS as u16).saturating_sub(1),
        ..line
    }
    .intersection(line);
    text::put_fit(buf, line, (line.x, line.y), LABEL, "never", theme.text2());
    if theme.paints() {
        theme.fill(buf, at, Token::Surface);
    }
    let count = fmt::count(data.prospects as i64);
    let w = text::put(buf, at, at.x + 1, at.y, "Prospects ", theme.text());
    let w = w + text::put(buf, at, at.x + 1 + w, at.y, &count, theme.strong());
    let said = "  known, never bought";
    text::put(buf, at, at.x + 1 + w, at.y, said, theme.muted());
    if grid.band == BANDS {
        chosen_cell(ctx, buf, at);
    }
    for i in 0..COLUMNS {
        let part = Rect {
            height: 1,
            ..column(i)
        };
        let part = Rect { y: at.y, ..part };
        let index = BANDS * COLUMNS + i;
        hits.add(part.intersection(at), Hit::Item { what: CELL, index });
    }
    y + 1
}

/// The eleven groups with their people and money, then the chosen one.
fn legend(
    grid: &Grid,
    data: &RfmGrid,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let rest = Pane::new("Eleven groups")
        .end("customers, part of money", theme.muted())
        .tight()
        .view(ctx, area, buf, hits);
    let total: i64 = data.cells.iter().map(|c| c.spent.amount.0).sum();
    for (i, group) in RfmGroup::ALL.into_iter().enumerate() {
        let line = row(rest, i as u16);
        let (count, _, spent) = grid.sum(group);
        let share = match group {
            RfmGroup::Prospects => ctx.glyphs().none.to_owned(),
            _ if total <= 0 => "n/a".into(),
            _ => fmt::percent(spent as f64 / total as f64),
        };
        let here = group == grid.group();
        let style = if here { theme.strong() } else { theme.text2() };
        let right = line.right().saturating_sub(1);
        text::put_right(buf, line, right, line.y, &share, style);
        let count = fmt::count(count as i64);
        let at = text::put_right(buf, line, right.saturating_sub(7), line.y, &count, style);
        let room = at.saturating_sub(line.x + 3);
        text::put_fit(buf, line, (line.x + 2, line.y), room, group.word(), style);
        if here {
            chosen_row(ctx, buf, line, false);
        }
        hits.add(
            line,
            Hit::Item {
                what: GROUP,
                index: i,
            },
        );
    }
    let rest = split_top(rest, RfmGroup::ALL.len() as u16 + 2).1;
    chosen(grid, ctx, rest, buf);
}

/// What the chosen cell says, in a few lines; returns the rows used.
fn chosen(grid: &Grid, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let group = grid.group();
    let (count, orders, spent) = grid.sum(group);
    let currency = ctx.session.currency;
    let money = |minor: i64| fmt::money_short(Amount(minor), currency);
    let mut said = vec![format!(
        "{}: {}",
        group.word(),
        fmt::counted(count as i64, "customer")
    )];
    if let Some(cell) = grid.chosen() {
        let average = Money::new(Amount(spent), currency).per(orders);
        said.push(format!(
            "{}, {} spent, {} an order",
            fmt::counted(orders, "order"),
            money(spent),
            average.map_or_else(|| "n/a".into(), |m| m.to_string())
        ));
        said.push(format!(
            "This cell: {}, {}, {} spent",
            fmt::counted(cell.count as i64, "customer"),
            fmt::counted(cell.orders, "order"),
            money(cell.spent.amount.0)
        ));
    } else {
        said.push("They are known by name and have not ordered yet.".into());
    }
    if ctx.size.large() {
        said.push(match grid.chosen() {
            Some(cell) => cell.expression.clone(),
            None => "rfm_group = Prospects".into(),
        });
        said.push("Enter makes a group of it.".into());
    }
    let mut y = 0;
    for (i, s) in said.iter().enumerate() {
        let style = match i {
            0 => theme.strong(),
            3 => theme.accent(),
            4 => theme.muted(),
            _ => theme.text2(),
        };
        let line = row(area, y);
        text::put_fit(buf, line, (line.x, line.y), line.width, s, style);
        y += 1;
    }
    y.min(area.height)
}

/// The eleven groups in a few lines, as many as fit.
fn names(grid: &Grid, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let (mut x, mut y) = (area.x, 0);
    for (i, group) in RfmGroup::ALL.into_iter().enumerate() {
        let count = fmt::count(grid.sum(group).0 as i64);
        let wide = text::width(group.word()) + 1 + text::width(&count);
        if x > area.x && x + wide > area.right() {
            (x, y) = (area.x, y + 1);
        }
        let line = row(area, y);
        if line.is_empty() {
            return;
        }
        let here = group == grid.group();
        let (name, number) = match here {
            true => (theme.bold(Token::Accent), theme.bold(Token::Accent)),
            false => (theme.muted(), theme.text2()),
        };
        let w = text::put(buf, line, x, line.y, group.word(), name);
        text::put(buf, line, x + w + 1, line.y, &count, number);
        let (place, _) = split_left(
            Rect {
                x,
                width: line.right().saturating_sub(x),
                ..line
            },
            wide,
            0,
        );
        hits.add(
            place,
            Hit::Item {
                what: GROUP,
                index: i,
            },
        );
        x += wide + 3;
    }
}

/// How the scores came about.
fn fine_print(data: &RfmGrid, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let said = match data.cuts {
        Some(cuts) if cuts.source == CutSource::Fixed => {
            "Your shop has under 50 buyers, so the scores follow fixed steps instead of fifths. FM is the middle of F \
             (how often) and M (for how much)."
        }
        _ => {
            "Each score from 1 to 5 is a fifth of your buyers. R: how lately they bought; FM: the middle of F (how often) \
             and M (for how much)."
        }
    };
    let colour = match ctx.theme().paints() {
        true => " Stronger colour: more people.",
        false => "",
    };
    let said = format!("{said}{colour}");
    text::paragraph(buf, area, &said, ctx.theme().muted());
}
