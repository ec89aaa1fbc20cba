namespace EngageStream.Runtime.Configuration;

/// <summary>One key of the configuration: the single source of the binder and of docs/configuration.md.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="Default">Default as it would be written.</param>
/// <param name="Range">Allowed values, with unit.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Apply">Sets a value; <see langword="null"/> if the text is not of the right kind.</param>
public sealed record OptionKey(string Key, string Default, string Range, string Meaning, Func<EngineOptions, string, EngineOptions?> Apply);
