using System.Globalization;
using EngageStream.Fitting.Histories;

namespace EngageStream.Fitting.Sources;

/// <summary>
/// Reads the CDNOW format (Fader &amp; Hardie): five fields set apart by blanks, no header: master id, sample id, date as
/// yyyymmdd, number of CDs, dollars. The master id is the customer.
/// </summary>
public static class CdnowReader
{
    private const int Fields = 5;
    private const int RowsPerReport = 100_000;

    /// <summary>Adds every line of the file to <paramref name="into"/>.</summary>
    /// <exception cref="DataFileException">A line does not have the format, or the file cannot be read.</exception>
    public static ReadCounts Read(string file, HistoryBuilder into, Action<long>? onRows = null, CancellationToken cancel = default) =>
        DataFile.Read(file, text =>
        {
            long line = 0;
            long rows = 0;
            Span<Range> fields = stackalloc Range[Fields + 1];
            while (text.ReadLine() is { } content)
            {
                line++;
                ReadOnlySpan<char> rest = content.AsSpan();
                if (rest.IsWhiteSpace())
                {
                    continue;
                }

                int count = rest.SplitAny(fields, " \t", StringSplitOptions.RemoveEmptyEntries);
                if (count != Fields)
                {
                    throw new DataFileException(
                        file, line,
                        $"expected 5 fields (master id, sample id, yyyymmdd, CDs, dollars), found {(count > Fields ? "more" : count)}.",
                        "Mend or remove the line; use the CSV kind for other formats.");
                }

                ReadOnlySpan<char> date = rest[fields[2]];
                if (!DateOnly.TryParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
                {
                    throw new DataFileException(file, line, $"'{date}' is not a date of the form yyyymmdd.", "Mend or remove the line.");
                }

                into.Add(rest[fields[0]], day);
                if (++rows % RowsPerReport == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    onRows?.Invoke(rows);
                }
            }

            return new ReadCounts(rows, 0, 0);
        });
}
