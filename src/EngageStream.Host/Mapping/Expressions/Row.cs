using System.Globalization;
using EngageStream.Fitting.Csv;

namespace EngageStream.Host.Mapping.Expressions;

/// <summary>A CSV record as the map sees it: columns by slot, the event time, and what is wrong with it. One instance is reused.</summary>
/// <param name="columns">Names by slot, for messages.</param>
/// <param name="fields">Position in the file of each slot's column.</param>
public sealed class Row(IReadOnlyList<string> columns, int[] fields)
{
    private static readonly CsvRecord NoRecord = new();
    private CsvRecord _record = NoRecord;

    /// <summary>Time of the row in Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    /// <summary>Why the row cannot be used, or null. Its text is a reason that is counted: it names the column, not the value.</summary>
    public string? Fault { get; private set; }

    /// <summary>Moves on to another record.</summary>
    public void Reset(CsvRecord record)
    {
        _record = record;
        Fault = null;
    }

    /// <summary>Marks the row as unusable; the first reason stays.</summary>
    public void Fail(string reason) => Fault ??= reason;

    /// <summary>A column's text without white space around it.</summary>
    public ReadOnlySpan<char> Text(int slot) => _record[fields[slot]].Trim();

    /// <summary>A column's number, with a point for the fraction.</summary>
    public decimal Number(int slot)
    {
        if (decimal.TryParse(Text(slot), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value))
        {
            return value;
        }

        Fail($"unreadable number in {columns[slot]}");
        return 0;
    }
}
