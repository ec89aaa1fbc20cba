using System.Globalization;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>A topic setting: its type, default, and what values it takes.</summary>
internal sealed record ConfigDefinition(string Name, ConfigType Type, string Default, string Documentation)
{
    /// <summary>Smallest and largest number of a numeric setting.</summary>
    public (long Low, long High) Range { get; init; } = (-1, long.MaxValue);

    /// <summary>The words that a string or list setting is made of; null where any text will do.</summary>
    public string[]? Words { get; init; }

    /// <summary>Null when the value is valid, else what was expected.</summary>
    public string? Check(string? value) => Type switch
    {
        _ when value is null => $"{Name} needs a value",
        ConfigType.Int or ConfigType.Long => IsNumber(value) ? null : $"{Name} must be a number from {Range.Low} to {Range.High}",
        ConfigType.Double => double.TryParse(value, CultureInfo.InvariantCulture, out double d) && d is >= 0 and <= 1
            ? null
            : $"{Name} must be a number from 0 to 1",
        ConfigType.Boolean => value is "true" or "false" ? null : $"{Name} must be true or false",
        ConfigType.List => value.Split(',').All(w => IsWord(w.Trim())) ? null : Expected,
        _ => IsWord(value) ? null : Expected,
    };

    private string Expected => $"{Name} must be made of: {string.Join(", ", Words ?? [])}";

    private bool IsNumber(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        && number >= Range.Low
        && number <= Range.High;

    private bool IsWord(string value) => Words is null || Words.Contains(value);
}
