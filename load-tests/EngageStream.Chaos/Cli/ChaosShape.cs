using System.CommandLine;
using EngageStream.Chaos.Faults;
using EngageStream.Host.Cli;
using EngageStream.Host.Text;

namespace EngageStream.Chaos.Cli;

/// <summary>The options that say what a run is.</summary>
internal sealed class ChaosShape
{
    private static readonly ChaosOptions Defaults = new();
    private readonly Option<int> _faults = Number("--faults", "Number of faults", Defaults.Faults, 0, 10_000);
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Seed of faults and load",
        DefaultValueFactory = _ => Defaults.Seed,
    };
    private readonly Option<int> _rate = Number("--rate", "Mean events per second", (int)Defaults.Rate, 1, 100_000);
    private readonly Option<int> _engines = Number("--engines", "Engine processes at the start", Defaults.Engines, 1, 16);
    private readonly Option<int> _partitions = Number("--partitions", "Partitions of the topics", Defaults.Partitions, 1, 1000);
    private readonly Option<string> _interval = Length("--interval", "Mean pause between a recovery and the next fault; default 3s");
    private readonly Option<string> _commit = Length("--commit-interval", "Commit interval of the engines; default is theirs");
    private readonly Option<string> _patience = Length("--patience", "How long the engines may take to catch up in the end; default 90s");
    private readonly Option<string> _kinds = new("--kinds")
    {
        Description = "Kinds of faults, separated by commas; default all",
        HelpName = "a,b,c",
    };
    private readonly Option<string> _guarantee = new("--guarantee")
    {
        Description = "processing.guarantee of the engines; default is theirs",
    };
    private readonly Option<bool> _lax = new("--lax-generations")
    {
        Description = "The broker takes transactions' offsets from zombies, as Apache Kafka before 2.5: a control, which has to fail",
    };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "One more setting of the engines; repeatable",
        HelpName = "key=value",
    };
    private readonly Option<string> _folder = new("--folder")
    {
        Description = "Folder for logs and data, which is kept; default a temporary one",
    };

    public void AddTo(Command command)
    {
        _guarantee.AcceptOnlyFromAmong("exactly-once", "at-least-once");
        _kinds.Validators.Add(result =>
        {
            foreach (string wrong in Names(result.GetValueOrDefault<string>()).Where(name => KindOf(name) is null))
            {
                result.AddError($"--kinds: {wrong} is none of {string.Join(", ", Enum.GetNames<FaultKind>()).ToLowerInvariant()}");
            }
        });
        Option[] all =
        [
            _faults, _seed, _rate, _kinds, _guarantee, _lax, _engines, _partitions, _interval, _commit, _patience, _settings, _folder,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandException">The options contradict each other.</exception>
    public ChaosOptions Read(ParseResult parsed)
    {
        var options = new ChaosOptions
        {
            Faults = parsed.GetValue(_faults),
            Seed = parsed.GetValue(_seed),
            Rate = parsed.GetValue(_rate),
            Kinds = parsed.GetValue(_kinds) is { } kinds
                ? [.. Names(kinds).Select(name => KindOf(name)!.Value).Distinct()]
                : Defaults.Kinds,
            Engines = parsed.GetValue(_engines),
            Partitions = parsed.GetValue(_partitions),
            Interval = LengthOf(parsed.GetValue(_interval)) ?? Defaults.Interval,
            Guarantee = parsed.GetValue(_guarantee),
            CommitInterval = LengthOf(parsed.GetValue(_commit)),
            CatchUpPatience = LengthOf(parsed.GetValue(_patience)) ?? Defaults.CatchUpPatience,
            LaxGenerations = parsed.GetValue(_lax),
            Settings = parsed.GetValue(_settings) ?? [],
            Folder = parsed.GetValue(_folder),
        };
        string errors = string.Join("; ", options.Errors());
        return errors.Length == 0 ? options : throw new CommandException(ExitCode.Invalid, errors);
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard, HelpName = $"{least}-{most}" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} must be {least} to {most}");
            }
        });
        return option;
    }

    private static Option<string> Length(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "duration" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && LengthOf(text) is null)
            {
                result.AddError($"{name}: {text} is not {DurationText.Expected}");
            }
        });
        return option;
    }

    private static string[] Names(string? kinds) =>
        (kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Enum.TryParse alone would take numbers as well.
    private static FaultKind? KindOf(string name) =>
        Enum.TryParse(name, ignoreCase: true, out FaultKind kind) && Enum.IsDefined(kind) && char.IsLetter(name[0]) ? kind : null;

    private static TimeSpan? LengthOf(string? text) =>
        text is not null && DurationText.TryParse(text, out long milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
