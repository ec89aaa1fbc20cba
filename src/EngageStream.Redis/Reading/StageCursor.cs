using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EngageStream.Redis.Reading;

/// <summary>
/// Where a page ended: the risk and the person of its last line, as <c>base64url(risk).base64url(id)</c>. It stays right when
/// people come, go or move between two pages.
/// </summary>
internal readonly record struct StageCursor(string Risk, string UserId)
{
    /// <summary>The text.</summary>
    public override string ToString() => $"{Encode(Risk)}.{Encode(UserId)}";

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">It is no cursor.</exception>
    public static StageCursor Parse(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length == 2 && parts[1].Length > 0)
        {
            var cursor = new StageCursor(Decode(parts[0]), Decode(parts[1]));
            if (double.TryParse(cursor.Risk, NumberStyles.Float, CultureInfo.InvariantCulture, out double risk) && double.IsFinite(risk))
            {
                return cursor;
            }
        }

        throw new FormatException("This is no cursor of a page of people.");
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
}
