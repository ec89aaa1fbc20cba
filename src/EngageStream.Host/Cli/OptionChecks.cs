using System.CommandLine;
using System.Globalization;

namespace EngageStream.Host.Cli;

/// <summary>Checks of option values that name the option and what is expected.</summary>
internal static class OptionChecks
{
    /// <summary>A positive number, or <c>max</c>.</summary>
    public static void FactorOrMax(Option<string> option) => option.Validators.Add(result =>
    {
        string text = result.GetValueOrDefault<string>() ?? "";
        bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor > 0
            && double.IsFinite(factor);
        if (text != "max" && !number)
        {
            result.AddError($"{option.Name} must be a positive number or max; found '{text}'");
        }
    });

    /// <summary>A whole number in a range.</summary>
    public static void Range(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        // A text that is no number has been reported already.
        if (result.Tokens.Count == 1
            && int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && (value < least || value > most))
        {
            result.AddError($"{option.Name} must be {least} to {most}; found {value}");
        }
    });
}
