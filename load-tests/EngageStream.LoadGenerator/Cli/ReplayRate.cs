using System.Globalization;

namespace EngageStream.LoadGenerator.Cli;

/// <summary>Reads <c>--rate</c>.</summary>
internal static class ReplayRate
{
    /// <summary>Records per second, infinite for <c>max</c>; <see langword="null"/> where the text is neither.</summary>
    public static double? Of(string text) =>
        text == "max" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate > 0 && double.IsFinite(rate) ? rate
        : null;
}
