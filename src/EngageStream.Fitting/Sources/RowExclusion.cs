namespace EngageStream.Fitting.Sources;

/// <summary>Leaves out rows whose column begins with a prefix, for example cancellations.</summary>
/// <param name="Column">Column name as in the header.</param>
/// <param name="Prefix">One or more characters; case matters.</param>
public sealed record RowExclusion(string Column, string Prefix)
{
    /// <summary>Reads <c>COLUMN=PREFIX</c>, as on the command line: <c>InvoiceNo=C</c>.</summary>
    /// <exception cref="FittingException">Not of that form.</exception>
    public static RowExclusion Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? new RowExclusion(text[..equals], text[(equals + 1)..])
            : throw new FittingException($"'{text}' is not an exclusion. Write COLUMN=PREFIX, for example InvoiceNo=C.");
    }
}
