//! Tables of no platform that we know, as merchants have them: what they are taken for, what they sum up to, and what is
//! said of those that are none of ours.

use super::import;
use regulars::import::{Field, Format, Wishes, detect};
use regulars::model::money::Amount;
use regulars::model::record::{OrderRecord, Record};
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};

fn orders(text: &str) -> Vec<OrderRecord> {
    let outcome = import(text.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(outcome.detection.format, Format::OrderLines);
    let records = outcome.records.into_iter();
    records
        .filter_map(|r| match r {
            Record::Order(order) => Some(order),
            _ => None,
        })
        .collect()
}

fn goods(orders: &[OrderRecord]) -> Amount {
    let of = |o: &OrderRecord| o.lines.iter().map(|l| l.total).sum::<Amount>() - o.discount;
    orders.iter().map(of).sum()
}

fn refused(text: &str) -> String {
    detect(text.as_bytes(), "file.csv", &Wishes::default())
        .unwrap_err()
        .to_string()
}

fn field(text: &str, column: &str) -> Option<Field> {
    let detection = detect(text.as_bytes(), "file.csv", &Wishes::default()).unwrap();
    let mut columns = detection.columns.iter();
    columns.find(|c| c.name == column).unwrap().field
}

#[test]
fn a_discount_that_is_a_share_is_no_amount() {
    // The sum is what was paid; the share tells how it came about.
    let sums = "Row ID,Order ID,Order Date,Customer ID,Product ID,Product Name,Sales,Quantity,Discount,Profit\n\
        1,CA-1,2026-03-02,CG-1,FU-1,Bookcase,261.96,2,0,41.91\n\
        2,CA-1,2026-03-02,CG-1,FU-2,Chair,731.94,3,0.2,219.58\n\
        3,CA-2,2026-03-05,DV-1,OF-1,Labels,14.62,2,0.45,6.87\n";
    assert_eq!(goods(&orders(sums)), Amount(26_196 + 73_194 + 1_462));
    // Without a sum the share is taken off pieces times price.
    let prices = "Order ID,Order Date,Customer ID,Product Name,Unit Price,Quantity,Discount\n\
        A-1,2026-03-02,K-1,Bookcase,100.00,2,0\n\
        A-1,2026-03-02,K-1,Chair,50.00,2,0.25\n\
        A-2,2026-03-05,K-2,Labels,20.00,1,0.1\n";
    assert_eq!(goods(&orders(prices)), Amount(20_000 + 7_500 + 1_800));
    // Amounts stay amounts.
    let amounts = prices.replace("0.25", "5.00").replace(",0.1", ",0.50");
    assert_eq!(goods(&orders(&amounts)), Amount(20_000 + 9_500 + 1_950));
}

#[test]
fn a_sum_stands_over_a_price_that_does_not_make_it() {
    let mut text = "orderid,quantity,price,sales,date,customerid,product\n".to_owned();
    let mut sum = 0;
    for n in 1..=12 {
        let sales = n * 1_000 + (n % 5) * 700;
        sum += sales;
        text += &format!(
            "{},{n},8.00,{}.00,2026-04-{n:02},{},Tent\n",
            n + 500,
            sales / 100,
            n % 7
        );
    }
    assert_eq!(goods(&orders(&text)), Amount(sum));
    // With one tax on all the price is that of the goods.
    let mut text = "orderid,quantity,price,total,date,customerid,product\n".to_owned();
    for n in 1..=12 {
        text += &format!(
            "{n},{n},10.00,{}.50,2026-04-{n:02},{},Tent\n",
            n * 10 + n / 2,
            n % 7
        );
    }
    assert_eq!(field(&text, "price"), Some(Field::Price));
}

#[test]
fn a_basket_in_words_is_an_order() {
    let text = "Email,Pickup Date,Cart Order,Cart Total,Code Used,Date and Time of Order\n\
        ada@example.com,03/04 Wed,2x Rye Loaf ($12),24.00,None,\"3/1/2026, 9:12:00 AM\"\n\
        ben@example.com,03/04 Wed,\"1x Rye Loaf ($12), 3x Oat Roll ($2)\",18.00,None,\"3/2/2026, 10:26:26 AM\"\n\
        ada@example.com,03/18 Wed,1x Seeded Bun,3.50,None,\"3/15/2026, 4:30:14 PM\"\n";
    let orders = orders(text);
    assert_eq!(orders.len(), 3);
    assert_eq!(goods(&orders), Amount(4_550));
    let second = orders.iter().find(|o| o.lines.len() == 2).unwrap();
    let told: Vec<(i64, &str)> = second
        .lines
        .iter()
        .map(|l| (l.quantity, l.product.name.as_deref().unwrap()))
        .collect();
    assert_eq!(told, [(1, "Rye Loaf"), (3, "Oat Roll")]);
}

#[test]
fn short_and_foreign_names_of_columns_are_understood() {
    let short = "inv,dt,cust,prod,qty,amt\n\
        101,2026-03-02,K1,Tent,1,120.00\n\
        101,2026-03-02,K1,Lamp,2,30.00\n\
        102,2026-03-03,K2,Tent,1,120.00\n";
    assert_eq!(goods(&orders(short)), Amount(27_000));
    let wholesale = "DATE,CUSTOMER,SKU,Size,PCS,RATE,GROSS AMT\n\
        06-15-21,REVA,T-1,L,1.00,616.56,617.00\n\
        06-15-21,REVA,T-2,XL,2.00,616.56,1233.00\n\
        06-16-21,MARA,T-1,XL,1.00,616.56,617.00\n";
    assert_eq!(field(wholesale, "PCS"), Some(Field::Quantity));
    assert_eq!(field(wholesale, "GROSS AMT"), Some(Field::LineTotal));
    let vietnamese = "Mã đơn hàng,Ngày đặt hàng,Trạng Thái Đơn Hàng,Tên sản phẩm,SKU phân loại hàng,Giá ưu đãi,Số lượng,Người Mua\n\
        V1,2026-03-02 10:15,Hoàn thành,Nến thơm,N-1,120.00,2,lan88\n\
        V2,2026-03-03 11:15,Đã hủy,Nến thơm,N-1,120.00,1,minh1\n";
    let found = orders(vietnamese);
    assert_eq!(goods(&found), Amount(36_000));
    assert!(!found[1].status.counts_by_default());
}

#[test]
fn a_refunded_order_without_an_amount_came_to_nothing() {
    let text = "Order ID,Date Created,Status,Customer ID,Product Name,Total Amount\n\
        1,2026-03-02,completed,7,Tent,120.00\n\
        2,2026-03-03,refunded,8,Tent,120.00\n\
        3,2026-03-03,processing,9,Tent,120.00\n\
        3,2026-03-03,processing,9,Lamp,120.00\n\
        4,2026-03-04,processing,9,Tent,150.00\n\
        4,2026-03-04,processing,9,Lamp,150.00\n";
    let orders = orders(text);
    assert_eq!(goods(&orders), Amount(51_000));
    let back: Vec<Amount> = orders.iter().map(|o| o.refunded).collect();
    assert_eq!(back, [Amount(0), Amount(12_000), Amount(0), Amount(0)]);
}

#[test]
fn a_part_of_a_name_does_not_make_a_field() {
    // `count` stands in every discount, and what was shipped is no sum.
    let text = "orderNumber;createTime;itemName;sellerSku;unitPrice;sellerDiscountTotal;Total Shipped;Customer Group\n\
        5001;2026-03-02 10:15;Tent;T-1;25.00;0.00;1;Retail\n\
        5001;2026-03-02 10:15;Lamp;L-1;10.00;2.00;1;Retail\n\
        5002;2026-03-03 10:15;Lamp;L-1;10.00;0.00;1;Retail\n";
    assert_eq!(
        field(text, "sellerDiscountTotal"),
        Some(Field::LineDiscount)
    );
    assert_eq!(field(text, "Total Shipped"), None);
    assert_eq!(field(text, "Customer Group"), None);
    assert_eq!(goods(&orders(text)), Amount(4_300));
    // A day until which something is to be sent is not when it was bought.
    let items = "order_id,order_item_id,product_id,shipping_limit_date,price,freight_value\n\
        a1,1,p1,2026-03-09 09:45:35,58.90,13.29\n\
        a2,1,p2,2026-03-13 11:05:13,239.90,19.93\n";
    assert!(refused(items).contains("when these orders were placed"));
}

#[test]
fn a_discount_of_the_order_is_taken_off_once() {
    // The rows are after it already: with the shipping they make the order's sum.
    let after = "order_id,order_number,date,status,shipping_total,discount_total,order_total,customer_id,item_id,item_product_id,item_name,item_quantity,item_subtotal,item_total\n\
        101,101,2026-03-02,completed,4.90,5.00,44.90,7,1,11,Tent,1,25.00,22.50\n\
        101,101,2026-03-02,completed,4.90,5.00,44.90,7,2,12,Lamp,2,20.00,17.50\n\
        102,102,2026-03-03,processing,0.00,0.00,10.00,8,3,12,Lamp,1,10.00,10.00\n";
    let found = orders(after);
    assert_eq!(goods(&found), Amount(5_000));
    let ids = found.iter().flat_map(|o| &o.lines);
    let ids: Vec<&str> = ids
        .filter_map(|l| l.product.platform_id.as_deref())
        .collect();
    assert_eq!(ids, ["11", "12", "12"]);
    // Two columns that say the same of it.
    let twice = "Order Number,Order Status,Order Date,Email (Billing),Cart Discount Amount,Item Name,Quantity (- Refund),Item Cost,Coupon Code,Discount Amount\n\
        1001,completed,2026-03-02,ada@example.com,5,Tent,1,25,SAVE5,5\n\
        1001,completed,2026-03-02,ada@example.com,5,Lamp,2,10,SAVE5,5\n\
        1003,completed,2026-03-04,cy@example.com,0,Tent,1,25,,0\n";
    assert_eq!(goods(&orders(twice)), Amount(6_500));
}

#[test]
fn names_that_end_with_a_number_are_names() {
    let text = "Id,Company,Email,Tax1,Tax2,First Name,Last Name\n7,Hearth,ada@example.com,N,N,Ada,Holm\n8,Stove,ben@example.com,N,N,Ben,Moe\n";
    let detection = detect(text.as_bytes(), "file.csv", &Wishes::default()).unwrap();
    assert_eq!(detection.format, Format::Customers);
    assert_eq!(detection.header_line, Some(1));
}

#[test]
fn a_price_without_its_pieces_is_no_sum() {
    let text = "InvoiceID,CustomerID,ProductCategory,Quantity,UnitPrice,PurchaseDate\n\
        I1,7,Sports,2,30.00,2026-03-02\n\
        I2,8,Toys,,30.00,2026-03-03\n\
        I3,7,Toys,1,12.00,2026-03-04\n";
    let outcome = import(text.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(outcome.checked.report.refused, 1);
    assert_eq!(goods(&orders(text)), Amount(7_200));
}

#[test]
fn no_more_is_given_back_than_was_sold() {
    // The shipping that came back with the goods is no revenue either.
    let text = "Order ID,Date,Status,Customer ID,Product Name,Quantity,Price,Shipping Cost,Refund Amount\n\
        1,2026-03-02,completed,7,Tent,1,120.00,4.90,0\n\
        2,2026-03-03,refunded,8,Tent,1,120.00,4.90,124.90\n";
    let back: Vec<Amount> = orders(text).iter().map(|o| o.refunded).collect();
    assert_eq!(back, [Amount(0), Amount(12_000)]);
}

#[test]
fn pieces_may_be_called_an_amount() {
    let text = "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT,SALES_PRICE\n\
        11/1/2000,01104905,471,2,30\n\
        11/1/2000,00418683,472,1,16\n\
        11/13/2000,01104905,471,3,45\n\
        11/14/2000,01104905,472,1,15\n\
        11/15/2000,01104905,471,1,15\n\
        11/16/2000,00418683,473,2,28\n";
    assert_eq!(field(text, "AMOUNT"), Some(Field::Quantity));
    assert_eq!(goods(&orders(text)), Amount(14_900));
}

#[test]
fn grids_of_orders_are_read() {
    let grid = "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,Customer Group,Subtotal,Shipping and Handling,Total Refunded\n\
        000000001,Main,2026-03-02 10:15:00,Ada Holm,Ada Holm,49.9000,49.9000,complete,ada@example.com,General,45.0000,4.9000,0.0000\n\
        000000002,Main,2026-03-03 10:15:00,Ben Moe,Ben Moe,14.9000,14.9000,canceled,ben@example.com,General,10.0000,4.9000,0.0000\n\
        000000003,Main,2026-03-04 10:15:00,Cy Lie,Cy Lie,14.9000,14.9000,closed,cy@example.com,General,10.0000,4.9000,14.9000\n";
    let list = "id;reference;new;delivery;customer;total;payment;state;date\n\
        5;KHWLILZLL;1;Norway;A. Holm;44,90 €;Bank wire;Payment accepted;2026-03-02 10:15:00\n\
        6;XKBKNABJK;0;Norway;B. Moe;14,90 €;Card;Canceled;2026-03-03 10:15:00\n";
    for (text, format, sold, back) in [
        (grid, Format::MagentoOrders, 5_500, 1_000),
        (list, Format::PrestaShopOrders, 4_490, 0),
    ] {
        let outcome = import(text.as_bytes(), &Wishes::default()).unwrap();
        assert_eq!(outcome.detection.format, format);
        let counted: Vec<OrderRecord> = outcome
            .records
            .into_iter()
            .filter_map(|r| match r {
                Record::Order(order) if order.status.counts_by_default() => Some(order),
                _ => None,
            })
            .collect();
        assert_eq!(goods(&counted), Amount(sold), "{format}");
        let refunded: Amount = counted.iter().map(|o| o.refunded).sum();
        assert_eq!(refunded, Amount(back), "{format}");
    }
}

#[test]
fn what_is_none_of_our_tables_is_asked_about() {
    for (table, words) in [
        // Parcels with the weather of the day are no weather.
        (
            "order_id,customer_name,city,shipping_day,temperature\n1,Ada,Bergen,2026-03-02,4.5\n2,Ben,Oslo,2026-03-03,1.0\n",
            "--map COLUMN=price",
        ),
        // What is to be picked is no stock.
        (
            "Shipping Day,Item,Total Quantity\n2026-03-02,Tent,3\n2026-03-03,Lamp,1\n",
            "--as customers, products",
        ),
        // An export of orders without its money.
        (
            "Name,Financial Status,Paid at,Lineitem quantity,Lineitem name,Vendor\n#1,paid,2026-03-02,1,Tent,Hearth\n",
            "price",
        ),
        // The lists of another program.
        (
            "id,name,created,updated\nS1,Newsletter,2026-01-02,2026-01-03\nS2,Buyers,2026-01-02,2026-01-03\n",
            "--as customers, products",
        ),
        (
            "list_id,member_id,email_id\nL1,M1,E1\nL1,M2,E1\nL1,M3,E1\n",
            "--as customers, products",
        ),
        // The answers of a survey.
        (
            "Submitted,Name,City,Which price range for a tent do you like?\n2026-03-02,Ada,Oslo,149\n2026-03-02,Ben,Bergen,199\n",
            "--as customers, products",
        ),
        // One half of the orders.
        (
            "Order_ID,Customer_ID,Product_ID,Quantity,Order_Date\n1,K1,P1,2,2026-03-02\n2,K2,P2,1,2026-03-03\n",
            "If the prices stand in a file of products",
        ),
        (
            "order_id,product_id,quantity,price\n1,P1,1,2.00\n1,P2,1,3.00\n2,P1,2,2.00\n",
            "when these orders were placed",
        ),
        (
            "order_id,order_date,customer_id\n1,2026-03-02,K1\n2,2026-03-03,K2\n",
            "what was bought",
        ),
    ] {
        let said = refused(table);
        assert!(said.contains(words), "{table}: {said}");
    }
}

#[test]
fn a_file_of_which_no_row_can_be_used_says_so_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
    let file = folder.path().join("items.csv");
    std::fs::write(
        &file,
        "Sale Date,Item Name,Buyer,Quantity,Price,Transaction ID,Listing ID,Item Total,Currency,Order ID,Date Paid\n\
         03/02/26,Mug,ada,1,12.00,,7,12.00,EUR,,03/02/26\n\
         03/03/26,Mug,ben,1,12.00,,7,12.00,EUR,,03/03/26\n\
         03/04/26,Bowl,cy,1,20.00,,8,20.00,EUR,,03/04/26\n",
    )
    .unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        ..ImportOptions::default()
    };
    let report = shop
        .import(&file, &options, &Quiet, &Cancel::default())
        .unwrap();
    assert_eq!((report.rows_read, report.rows_skipped), (3, 3));
    let why = report.unusable.unwrap();
    assert!(why.contains("no order number (column `Order ID`)"), "{why}");
    assert!(why.contains("--map COLUMN=order"), "{why}");
    assert_eq!(report.batch, None);
    assert!(shop.imports().unwrap().is_empty());
}

#[test]
fn an_account_of_payments_gives_its_sales_and_refunds() {
    let text = "\u{feff}\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\"From Email Address\",\"Transaction ID\",\"Item Title\",\"Reference Txn ID\",\"Balance\"\n\
        \"03/14/2026\",\"10:00:00\",\"UTC\",\"Anna A\",\"Express Checkout Payment\",\"Completed\",\"EUR\",\"1,250.00\",\"-36.55\",\"1,213.45\",\"anna@example.com\",\"1AA\",\"Tent\",\"\",\"1,213.45\"\n\
        \"03/15/2026\",\"11:00:00\",\"UTC\",\"Ben B\",\"Website Payment\",\"Partially Refunded\",\"EUR\",\"20.00\",\"-1.00\",\"19.00\",\"ben@example.com\",\"2BB\",\"\",\"\",\"1,232.45\"\n\
        \"03/16/2026\",\"11:00:00\",\"UTC\",\"Ben B\",\"Payment Refund\",\"Completed\",\"EUR\",\"-5.00\",\"0.00\",\"-5.00\",\"shop@example.com\",\"3CC\",\"\",\"2BB\",\"1,227.45\"\n\
        \"03/17/2026\",\"12:00:00\",\"UTC\",\"\",\"General Withdrawal\",\"Completed\",\"EUR\",\"-900.00\",\"0.00\",\"-900.00\",\"\",\"4DD\",\"\",\"\",\"327.45\"\n\
        \"03/18/2026\",\"12:00:00\",\"UTC\",\"A supplier\",\"General Payment\",\"Completed\",\"EUR\",\"-30.00\",\"0.00\",\"-30.00\",\"shop@example.com\",\"5EE\",\"\",\"\",\"297.45\"\n\
        \"03/19/2026\",\"12:00:00\",\"UTC\",\"Cleo C\",\"Website Payment\",\"Denied\",\"EUR\",\"8.00\",\"0.00\",\"8.00\",\"cleo@example.com\",\"6FF\",\"\",\"\",\"297.45\"\n";
    let outcome = import(text.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(outcome.detection.format, Format::PayPalActivity);
    let told: Vec<(String, i64, String)> = outcome
        .records
        .iter()
        .map(|r| match r {
            Record::Order(o) => (
                o.number.clone(),
                goods(std::slice::from_ref(o)).0,
                format!("{} {}", o.status.word(), o.who[0].value),
            ),
            Record::Refund(r) => (
                r.order_key.clone().unwrap_or_default(),
                -r.total.0,
                "back".to_owned(),
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1AA".into(), 125_000, "paid anna@example.com".into()),
            ("2BB".into(), 2_000, "paid ben@example.com".into()),
            ("2BB".into(), -500, "back".into()),
            ("6FF".into(), 800, "failed cleo@example.com".into()),
        ]
    );
    let report = &outcome.checked.report;
    assert_eq!((report.rows, report.refused), (6, 0));
    assert!(
        report
            .traps
            .iter()
            .any(|t| t.code == "no_trade" && t.count == 2)
    );
}

#[test]
fn columns_that_list_one_product_each_are_put_together() {
    let text = "order_id,order_date,status,shipping_total,order_total,order_currency,billing_email,billing_first_name,line_item_1,line_item_2,Product Item 1 Name,Product Item 1 Quantity,Product Item 1 Total,Product Item 2 Name,Product Item 2 Quantity,Product Item 2 Total\n\
        901,2026-05-01 10:00:00,completed,4.90,34.90,EUR,anna@example.com,Anna,name:Tent|product_id:7|sku:T-1|quantity:2|total:25.00|sub_total:25.00,name:Lamp|product_id:8|sku:L-1|quantity:1|total:5.00|sub_total:5.00,Tent,2,25.00,Lamp,1,5.00\n\
        902,2026-05-02 11:00:00,processing,0,5.00,EUR,ben@example.com,Ben,name:Lamp|product_id:8|sku:L-1|quantity:1|total:5.00|sub_total:5.00,,Lamp,1,5.00,,,\n";
    let all = orders(text);
    let told: Vec<(&str, i64, i64)> = all
        .iter()
        .map(|o| {
            (
                &*o.number,
                o.lines.iter().map(|l| l.quantity).sum(),
                goods(std::slice::from_ref(o)).0,
            )
        })
        .collect();
    assert_eq!(told, [("901", 3, 3_000), ("902", 1, 500)]);
    assert_eq!(all[0].lines[0].product.sku.as_deref(), Some("T-1"));
    assert_eq!(all[0].shipping, Amount(490));
}

#[test]
fn rows_in_a_single_cell_are_refused_with_a_reason() {
    let text = "Name,Email,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount,Date;\n\
        \"#1,anna@example.com,yes,EUR,1,2,3,4,\"\"\"\",2026-01-02\";\n\"#2,ben@example.com,yes,EUR,1,2,3,4,,2026-01-03\";\n";
    assert!(
        refused(text).contains("each of its rows in a single cell"),
        "{}",
        refused(text)
    );
}
