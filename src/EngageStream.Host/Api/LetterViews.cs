using System.Text;
using EngageStream.Console.Ports;
using EngageStream.Host.DeadLetters;
using EngageStream.Runtime.DeadLetters;

namespace EngageStream.Host.Api;

/// <summary>Dead letters as the API shows them.</summary>
internal static class LetterViews
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static LetterSummary Summary(ListedLetter letter, bool sentAgain) => new(
        letter.Position.ToString(), DateTimeOffset.FromUnixTimeMilliseconds(letter.TimeMs), letter.Reason, letter.Bytes, letter.Source,
        sentAgain, letter.Obstacle);

    public static Letter Whole(DeadLetter letter) => new(
        new LetterSummary(
            letter.Position.ToString(), DateTimeOffset.FromUnixTimeMilliseconds(letter.TimeMs), letter.Reason, letter.Value?.Length ?? 0,
            $"{letter.SourceTopic} {letter.Source}", SentAgain: null, letter.Obstacle),
        new LetterContent(
            letter.Error,
            Text(letter.Key),
            [.. letter.OriginalHeaders.Select(header => new LetterHeader(header.Key, Text(header.Value)))],
            Text(letter.Value),
            letter.TruncatedFrom));

    private static string? Text(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return "base64:" + Convert.ToBase64String(bytes!);
        }
    }
}
