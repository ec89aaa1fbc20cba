using EngageStream.Fitting.Csv;
using EngageStream.Fitting.Histories;

namespace EngageStream.Fitting.Sources;

/// <summary>Reads (customer, time) from a CSV file with a header line, plain or gzip.</summary>
public static class CsvHistoryReader
{
    private const int RowsPerReport = 100_000;

    /// <summary>Adds every row that is not excluded to <paramref name="into"/>.</summary>
    /// <exception cref="DataFileException">A column is missing, a row is malformed, or the file cannot be read.</exception>
    public static ReadCounts Read(
        string file, CsvLayout layout, HistoryBuilder into, Action<long>? onRows = null, CancellationToken cancel = default) =>
        DataFile.Read(file, text =>
        {
            var csv = new CsvReader(text, CsvDialect.Default with { Delimiter = layout.Separator });
            CsvRecord records = csv.Record;
            string[] header = ReadHeader(file, csv);
            int customer = Find(file, header, layout.CustomerColumn);
            int time = Find(file, header, layout.TimeColumn);
            (int Column, string Prefix)[] exclusions =
                [.. layout.Exclusions.Select(exclusion => (Find(file, header, exclusion.Column), exclusion.Prefix))];
            var localDay = new LocalDay(layout.TimeFormat, layout.Zone);
            long rows = 0, withoutCustomer = 0, excluded = 0;
            while (Next(file, csv))
            {
                if (records.Count != header.Length)
                {
                    throw new DataFileException(
                        file, records.Line, $"expected {header.Length} fields as in the header, found {records.Count}.",
                        "Quote fields that hold the separator, or give the right separator.");
                }

                if (++rows % RowsPerReport == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    onRows?.Invoke(rows);
                }

                if (records[customer].IsWhiteSpace())
                {
                    withoutCustomer++;
                }
                else if (IsExcluded(records, exclusions))
                {
                    excluded++;
                }
                else if (localDay.TryRead(records[time], out DateOnly day))
                {
                    into.Add(records[customer].Trim(), day);
                }
                else
                {
                    throw new DataFileException(
                        file, records.Line, $"'{records[time]}' in column {layout.TimeColumn} is not {localDay.Expected}.",
                        "Mend the row, or give the format of the column.");
                }
            }

            return new ReadCounts(rows, withoutCustomer, excluded);
        });

    private static bool Next(string file, CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvException error)
        {
            throw new DataFileException(
                file, error.Line, $"{error.Fault}.", "Close quotes, and write quotes inside a quoted field twice.");
        }
    }

    private static string[] ReadHeader(string file, CsvReader csv)
    {
        CsvRecord records = csv.Record;
        if (!Next(file, csv))
        {
            throw new DataFileException(file, 1, "the file is empty.", "It needs a header line with column names.");
        }

        var header = new string[records.Count];
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = records[i].Trim().ToString();
        }

        return header;
    }

    private static int Find(string file, string[] header, string column)
    {
        int index = Array.IndexOf(header, column);
        return index >= 0
            ? index
            : throw new DataFileException(file, 1, $"there is no column '{column}'.", $"The header has: {string.Join(", ", header)}.");
    }

    private static bool IsExcluded(CsvRecord records, (int Column, string Prefix)[] exclusions)
    {
        foreach ((int column, string prefix) in exclusions)
        {
            if (records[column].StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
