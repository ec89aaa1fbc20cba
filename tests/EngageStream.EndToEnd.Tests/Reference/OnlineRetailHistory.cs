using System.Globalization;
using System.IO.Compression;

namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>
/// The Online Retail data as a history: an invoice of a customer is an <c>Order Completed</c> at its earliest line's time, a
/// cancellation (C…) an <c>Order Refunded</c>; bad-debt invoices (A…) and lines without a customer are left out.
/// </summary>
internal sealed class OnlineRetailHistory
{
    private OnlineRetailHistory()
    {
    }

    public int Rows { get; private set; }

    public int RowsOfBadDebt { get; private set; }

    public int RowsWithoutCustomer { get; private set; }

    /// <summary>Invoices that name more than one customer; a message id of the invoice's number alone would be wrong for them.</summary>
    public int SharedInvoices { get; private set; }

    /// <summary>In event-time order; what happens at one instant, in the order of the file.</summary>
    public List<PlainEvent> Events { get; private set; } = [];

    /// <summary>The instant of the last line that counts.</summary>
    public DateTimeOffset Last => Events[^1].Time;

    public static OnlineRetailHistory Read(string path)
    {
        var history = new OnlineRetailHistory();
        var lines = new List<Line>();
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        foreach (string[] row in CsvText.Read(reader).Skip(1))
        {
            history.Rows++;
            if (row[0].StartsWith('A'))
            {
                history.RowsOfBadDebt++;
            }
            else if (row[6].Length == 0)
            {
                history.RowsWithoutCustomer++;
            }
            else
            {
                lines.Add(Line.Of(row));
            }
        }

        history.SharedInvoices = lines.GroupBy(line => line.Invoice).Count(of => of.DistinctBy(line => line.Customer).Count() > 1);
        var days = new LocalDays(StarterPlaybook.Zone);
        history.Events = lines.GroupBy(line => (line.Invoice, line.Customer))
            .Select(invoice => EventOf(invoice.ToList(), days))
            .OrderBy(e => e.Time)
            .ToList();
        return history;
    }

    private static PlainEvent EventOf(List<Line> invoice, LocalDays days)
    {
        bool refund = invoice[0].Invoice.StartsWith('C');
        decimal revenue = invoice.Sum(line => line.Quantity * line.Price) * (refund ? -1 : 1);
        return new PlainEvent(
            invoice[0].Customer,
            refund ? "Order Refunded" : "Order Completed",
            days.InstantOf(invoice.Min(line => line.Time)),
            new Dictionary<string, object> { ["revenue"] = (double)revenue },
            new Dictionary<string, string> { ["country"] = invoice[0].Country });
    }

    private sealed record Line(string Invoice, string Customer, DateTime Time, int Quantity, decimal Price, string Country)
    {
        public static Line Of(string[] row) => new(
            row[0],
            row[6].Split('.')[0],
            DateTime.ParseExact(row[4], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            int.Parse(row[3], CultureInfo.InvariantCulture),
            decimal.Parse(row[5], NumberStyles.Float, CultureInfo.InvariantCulture),
            row[7]);
    }
}
