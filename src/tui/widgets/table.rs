//! A table: columns that fall away by priority, numbers to the right, one chosen row, everything clickable.
//!
//! ```text
//! let columns = [
//!     Column::name("Name"),
//!     Column::text("Town", 12, 3),
//!     Column::number("Orders", 6, 4).sorts(1),
//! ];
//! Table::new("customers.list", &columns, page.len(), &state.cursor)
//!     .focus(focused)
//!     .sorted(1, false)
//!     .view(ctx, area, buf, hits, |i| Row::new([Cell::text(&page[i].name, ctx.theme().text()), ..]));
//! ```
//! The closure is only asked for rows that are on the screen. A list that goes on (keyset pages) asks for more when
//! [`near_end`] says so.

use super::cursor::Cursor;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_bottom, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Cells between two columns.
const GAP: u16 = 2;
/// Names are never cut below this.
const NAME: u16 = 18;

/// Where a column's text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Align {
    Left,
    Right,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    title: &'static str,
    width: u16,
    align: Align,
    /// 0 stays; the highest goes first when there is little room.
    priority: u8,
    flexible: bool,
    sort: Option<usize>,
    short: &'static str,
}

impl Column {
    /// The name: flexible, never dropped, never under 18 cells.
    pub const fn name(title: &'static str) -> Column {
        Column {
            title,
            width: NAME,
            align: Align::Left,
            priority: 0,
            flexible: true,
            sort: None,
            short: "",
        }
    }

    /// Text to the left.
    pub const fn text(title: &'static str, width: u16, priority: u8) -> Column {
        Column {
            title,
            width,
            align: Align::Left,
            priority,
            flexible: false,
            sort: None,
            short: "",
        }
    }

    /// A number to the right.
    pub const fn number(title: &'static str, width: u16, priority: u8) -> Column {
        Column {
            align: Align::Right,
            ..Column::text(title, width, priority)
        }
    }

    /// With a shorter heading below 140 columns.
    #[must_use]
    pub const fn short(mut self, title: &'static str) -> Column {
        self.short = title;
        self
    }

    /// Its heading sorts when clicked: `Hit::Sort { column }` with this number.
    #[must_use]
    pub const fn sorts(mut self, column: usize) -> Column {
        self.sort = Some(column);
        self
    }
}

type Draw<'a> = Box<dyn Fn(&mut Buffer, Rect) + 'a>;

/// What stands in a cell.
pub enum Cell<'a> {
    /// Text in one style.
    Text(String, Style),
    /// Text in several styles.
    Pieces(Vec<(String, Style)>),
    /// Something drawn: a bar, a range.
    Draw(Draw<'a>),
    /// Text that may run over the columns to its right ("12 more views needed").
    Over(String, Style),
}

impl<'a> Cell<'a> {
    /// Text in one style.
    pub fn text(text: impl Into<String>, style: Style) -> Cell<'a> {
        Cell::Text(text.into(), style)
    }

    /// Something drawn.
    pub fn draw(f: impl Fn(&mut Buffer, Rect) + 'a) -> Cell<'a> {
        Cell::Draw(Box::new(f))
    }

    /// An empty cell.
    pub fn empty() -> Cell<'a> {
        Cell::Pieces(Vec::new())
    }
}

/// One row: a cell for each column, and a second line that says why, where rows have one.
pub struct Row<'a> {
    cells: Vec<Cell<'a>>,
    second: Option<(String, Style)>,
}

impl<'a> Row<'a> {
    /// A row of cells, in the order of the columns.
    pub fn new(cells: impl IntoIterator<Item = Cell<'a>>) -> Row<'a> {
        Row {
            cells: cells.into_iter().collect(),
            second: None,
        }
    }

    /// With a second line under the name.
    #[must_use]
    pub fn second(mut self, text: impl Into<String>, style: Style) -> Row<'a> {
        self.second = Some((text.into(), style));
        self
    }
}

/// A table over a list.
pub struct Table<'a> {
    list: &'static str,
    columns: &'a [Column],
    len: usize,
    cursor: &'a Cursor,
    focused: bool,
    sorted: Option<(usize, bool)>,
    lines: u16,
    gap: u16,
    pinned: bool,
    header: bool,
    bold_name: bool,
    between: u16,
}

/// Whether a list that goes on should fetch its next page: the last page of rows is on the screen.
pub fn near_end(cursor: &Cursor, len: usize) -> bool {
    cursor.offset + 2 * cursor.rows.max(1) >= len
}

impl<'a> Table<'a> {
    /// A table over `len` rows; `list` is its name in the hit map.
    pub fn new(
        list: &'static str,
        columns: &'a [Column],
        len: usize,
        cursor: &'a Cursor,
    ) -> Table<'a> {
        Table {
            list,
            columns,
            len,
            cursor,
            focused: true,
            sorted: None,
            lines: 1,
            gap: 0,
            pinned: false,
            header: true,
            bold_name: false,
            between: GAP,
        }
    }

    /// Whether its pane has the focus.
    #[must_use]
    pub fn focus(mut self, focused: bool) -> Table<'a> {
        self.focused = focused;
        self
    }

    /// Sorted by the column with this number.
    #[must_use]
    pub fn sorted(mut self, column: usize, ascending: bool) -> Table<'a> {
        self.sorted = Some((column, ascending));
        self
    }

    /// Rows of two lines, with so many blank lines between rows.
    #[must_use]
    pub fn two_lines(mut self, gap: u16) -> Table<'a> {
        self.lines = 2;
        self.gap = gap;
        self
    }

    /// Rows of one line with so many blank lines between them.
    #[must_use]
    pub fn airy(mut self, gap: u16) -> Table<'a> {
        self.gap = gap;
        self
    }

    /// The last row is the baseline: always in sight, under a thin rule.
    #[must_use]
    pub fn pinned(mut self, pinned: bool) -> Table<'a> {
        self.pinned = pinned;
        self
    }

    /// One cell between columns instead of two, for lists in narrow panes.
    #[must_use]
    pub fn close(mut self) -> Table<'a> {
        self.between = 1;
        self
    }

    /// Without column headings.
    #[must_use]
    pub fn headless(mut self) -> Table<'a> {
        self.header = false;
        self
    }

    /// Names are bold in every row (lists whose rows have two lines).
    #[must_use]
    pub fn bold_names(mut self) -> Table<'a> {
        self.bold_name = true;
        self
    }

    /// Rows that the table needs to show all.
    pub fn height(&self, large: bool) -> u16 {
        let each = self.lines + self.gap;
        let rule = if self.pinned && large { 1 } else { 0 };
        u16::from(self.header) + self.len as u16 * each + rule
    }

    /// Columns on the screen with their areas: those of the highest priority number have gone first.
    fn areas(&self, area: Rect) -> Vec<Option<Rect>> {
        // Two cells at the left for edge and air, one at the right.
        let room = area.width.saturating_sub(3);
        let mut shown: Vec<bool> = vec![true; self.columns.len()];
        let need = |shown: &[bool]| -> u16 {
            let widths = self.columns.iter().zip(shown).filter(|(_, s)| **s);
            widths
                .map(|(c, _)| c.width + self.between)
                .sum::<u16>()
                .saturating_sub(self.between)
        };
        while need(&shown) > room {
            let worst = (0..self.columns.len())
                .filter(|i| shown[*i] && self.columns[*i].priority > 0)
                .max_by_key(|i| self.columns[*i].priority);
            match worst {
                Some(i) => shown[i] = false,
                None => break,
            }
        }
        let spare = room.saturating_sub(need(&shown));
        let flexible = self
            .columns
            .iter()
            .zip(&shown)
            .filter(|(c, s)| c.flexible && **s)
            .count()
            .max(1) as u16;
        let mut x = area.x + 2;
        let mut out = Vec::new();
        for (column, shown) in self.columns.iter().zip(&shown) {
            if !shown {
                out.push(None);
                continue;
            }
            let width = column.width + if column.flexible { spare / flexible } else { 0 };
            out.push(Some(Rect { x, width, ..area }.intersection(area)));
            x += width + self.between;
        }
        out
    }

    /// Draws it; `make` is asked for the rows on the screen. Returns the rows of the screen that it has used.
    pub fn view(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        buf: &mut Buffer,
        hits: &mut HitMap,
        mut make: impl FnMut(usize) -> Row<'a>,
    ) -> u16 {
        let columns = self.areas(area);
        let (head, mut body) = split_top(area, u16::from(self.header));
        if self.header {
            self.headings(ctx, head, &columns, buf, hits);
        }
        let each = self.lines + self.gap;
        let last = self.len.saturating_sub(1);
        let pinned = self.pinned && self.len > 0;
        let ruled = pinned && ctx.size.large();
        let below = if pinned {
            self.lines + u16::from(ruled)
        } else {
            0
        };
        let scrolling = if pinned { last } else { self.len };
        let needed = (scrolling as u16).saturating_mul(each) + below;
        let mut foot = Rect::default();
        if pinned {
            let height = needed.min(body.height);
            (body, foot) = split_bottom(Rect { height, ..body }, below);
        }
        let rows = usize::from((body.height + self.gap) / each.max(1));
        let first = self.cursor.first(rows, scrolling.max(1));
        hits.seen(body, self.list, first, rows);
        for at in 0..rows.min(scrolling.saturating_sub(first)) {
            let line = Rect {
                y: body.y + at as u16 * each,
                height: self.lines,
                ..body
            }
            .intersection(body);
            self.row(ctx, line, first + at, &columns, buf, hits, make(first + at));
        }
        if first > 0 {
            text::put_right(
                buf,
                area,
                area.right(),
                body.y,
                ctx.glyphs().scroll_up,
                ctx.theme().muted(),
            );
        }
        if first + rows < scrolling {
            let y = body.bottom().saturating_sub(1);
            text::put_right(
                buf,
                area,
                area.right(),
                y,
                ctx.glyphs().scroll_down,
                ctx.theme().muted(),
            );
        }
        if pinned {
            if ruled {
                let rule = row(foot, 0);
                for x in rule.x..rule.right() {
                    text::put(
                        buf,
                        rule,
                        x,
                        rule.y,
                        ctx.glyphs().line,
                        ctx.theme().fg(Token::Rule),
                    );
                }
            }
            let line = split_top(foot, u16::from(ruled)).1;
            self.row(ctx, line, last, &columns, buf, hits, make(last));
        }
        head.height + body.height + foot.height
    }

    fn headings(
        &self,
        ctx: &Ctx<'_>,
        line: Rect,
        columns: &[Option<Rect>],
        buf: &mut Buffer,
        hits: &mut HitMap,
    ) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        for (column, area) in self.columns.iter().zip(columns) {
            let Some(area) = area else { continue };
            let title = if column.short.is_empty() || ctx.size.large() {
                column.title
            } else {
                column.short
            };
            let mark = match self.sorted {
                Some((by, ascending)) if column.sort == Some(by) => {
                    Some(if ascending { g.up } else { g.down })
                }
                _ => None,
            };
            let style = if mark.is_some() {
                theme.strong()
            } else {
                theme.muted()
            };
            match column.align {
                Align::Left => {
                    let room = area
                        .width
                        .saturating_sub(if mark.is_some() { 2 } else { 0 });
                    let w = text::put_fit(buf, line, (area.x, line.y), room, title, style);
                    if let Some(mark) = mark {
                        text::put(buf, line, area.x + w + 1, line.y, mark, style);
                    }
                }
                Align::Right => {
                    // The mark stands in the gap, so that the heading ends where its numbers end.
                    text::put_right(buf, line, area.right(), line.y, title, style);
                    if let Some(mark) = mark {
                        text::put(buf, line, area.right(), line.y, mark, style);
                    }
                }
            }
            if let Some(by) = column.sort {
                let hit = Rect {
                    y: line.y,
                    height: line.height,
                    ..*area
                };
                hits.add(
                    hit,
                    Hit::Sort {
                        list: self.list,
                        column: by,
                    },
                );
            }
        }
    }

    fn row(
        &self,
        ctx: &Ctx<'_>,
        line: Rect,
        index: usize,
        columns: &[Option<Rect>],
        buf: &mut Buffer,
        hits: &mut HitMap,
        row: Row<'a>,
    ) {
        if line.is_empty() {
            return;
        }
        let chosen = index == self.cursor.selected;
        let name_at = columns.iter().flatten().next().map_or(line.x + 2, |a| a.x);
        for ((column, area), cell) in self.columns.iter().zip(columns).zip(&row.cells) {
            let Some(area) = area else { continue };
            let area = Rect {
                y: line.y,
                height: 1,
                ..*area
            };
            let emphasis = |style: Style| {
                let sorted = matches!(self.sorted, Some((by, _)) if column.sort == Some(by));
                if sorted || column.flexible && (chosen || self.bold_name) {
                    style.add_modifier(Modifier::BOLD)
                } else {
                    style
                }
            };
            match cell {
                Cell::Text(t, style) => {
                    let t = text::fit(t, area.width);
                    let x = match column.align {
                        Align::Left => area.x,
                        Align::Right => area.right().saturating_sub(text::width(&t)),
                    };
                    text::put(buf, area, x, area.y, &t, emphasis(*style));
                }
                Cell::Pieces(pieces) => {
                    let w: u16 = pieces.iter().map(|(t, _)| text::width(t)).sum();
                    let mut x = match column.align {
                        Align::Left => area.x,
                        Align::Right => area.right().saturating_sub(w).max(area.x),
                    };
                    for (t, style) in pieces {
                        let room = area.right().saturating_sub(x);
                        x += text::put_fit(buf, area, (x, area.y), room, t, emphasis(*style));
                    }
                }
                Cell::Draw(f) => f(buf, area),
                Cell::Over(t, style) => {
                    let wide = Rect {
                        width: line.right().saturating_sub(area.x),
                        ..area
                    };
                    text::put_fit(buf, wide, (wide.x, wide.y), wide.width, t, *style);
                }
            }
        }
        if let Some((second, style)) = &row.second
            && line.height > 1
        {
            let room = line.right().saturating_sub(name_at + 1);
            text::put_fit(buf, line, (name_at, line.y + 1), room, second, *style);
        }
        if chosen {
            chosen_row(ctx, buf, line, self.focused);
        }
        hits.add(
            line,
            Hit::Row {
                list: self.list,
                index,
            },
        );
    }
}

/// Marks rows as chosen: fill and edge.
pub fn chosen_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, focused: bool) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    theme.select(buf, area, focused);
    if theme.paints() || !focused {
        let style = if focused {
            theme.accent()
        } else {
            theme.muted()
        };
        for y in area.y..area.bottom() {
            text::put(buf, area, area.x, y, g.edge, style);
        }
    }
}
