using System.Text;

namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>Comma-separated values with quoted fields, read character by character (RFC 4180).</summary>
internal static class CsvText
{
    public static IEnumerable<string[]> Read(TextReader reader)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int c = reader.Read(); c >= 0; c = reader.Read())
        {
            if (quoted && c == '"' && reader.Peek() == '"')
            {
                field.Append((char)reader.Read());
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return fields.ToArray();
                    fields.Clear();
                }
            }
            else if (quoted || c != '\r')
            {
                field.Append((char)c);
            }
        }

        if (fields.Count > 0 || field.Length > 0)
        {
            fields.Add(field.ToString());
            yield return fields.ToArray();
        }
    }
}
