using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>
/// Names a playbook by its content: comments, layout, quoting, the order of keys and the division into files change
/// nothing. The first 16 hexadecimal digits of the SHA-256 of
/// <code>
///  scalar  s length ':' text      list  [ item … ]      keys  { key value … }, ordered by key
/// </code>
/// </summary>
internal static class ContentHash
{
    private const int Digits = 16;

    public static string Of(YamlMap playbook)
    {
        var canonical = new StringBuilder();
        Write(playbook, canonical);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))[..Digits];
    }

    private static void Write(YamlValue value, StringBuilder canonical)
    {
        switch (value)
        {
            case YamlScalar scalar:
                canonical.Append(CultureInfo.InvariantCulture, $"s{scalar.Text.Length}:{scalar.Text}");
                break;
            case YamlList list:
                canonical.Append('[');
                foreach (YamlValue item in list.Items)
                {
                    Write(item, canonical);
                }

                canonical.Append(']');
                break;
            case YamlMap map:
                canonical.Append('{');
                foreach (YamlEntry entry in map.Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
                {
                    Write(entry.Key, canonical);
                    Write(entry.Value, canonical);
                }

                canonical.Append('}');
                break;
        }
    }
}
