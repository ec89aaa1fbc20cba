using EngageStream.Host.Mapping.Expressions;

namespace EngageStream.Host.Mapping;

/// <summary>Reads the column that names the person.</summary>
/// <param name="Slot">Slot of the column.</param>
/// <param name="StripSuffix">Taken off the end where it is there; <c>.0</c> repairs numbers that went through a spreadsheet.</param>
/// <param name="Prefix">Put before the name, to keep the people of several sources apart.</param>
public sealed record PersonColumn(int Slot, string StripSuffix, string Prefix)
{
    /// <summary>The person's id; empty when the row names nobody.</summary>
    public string Read(Row row)
    {
        ReadOnlySpan<char> text = row.Text(Slot);
        if (StripSuffix.Length > 0 && text.EndsWith(StripSuffix, StringComparison.Ordinal))
        {
            text = text[..^StripSuffix.Length];
        }

        return text.IsEmpty ? "" : Prefix.Length > 0 ? string.Concat(Prefix, text) : text.ToString();
    }
}
