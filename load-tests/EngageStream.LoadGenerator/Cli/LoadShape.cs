using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EngageStream.Host.Cli;
using EngageStream.Host.Generation;
using EngageStream.Host.Text;
using EngageStream.LoadGenerator.Disturbances;

namespace EngageStream.LoadGenerator.Cli;

/// <summary>The options that say what load is made.</summary>
internal sealed class LoadShape
{
    private static readonly DisturbanceOptions Defaults = new();
    private readonly Option<int> _people = new("--people") { Description = "Number of people", Required = true, HelpName = "1-10000000" };
    private readonly Option<int> _days = new("--days") { Description = "Length of their lives", Required = true, HelpName = "1-3650" };
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of the randomness", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _start = new("--start") { Description = "When it begins; default 2025-01-01", HelpName = "instant|now" };
    private readonly Option<string> _duration = new("--duration") { Description = "Squeezes the days into this long", HelpName = "duration" };
    private readonly Option<double> _sessions = new("--sessions-per-day")
    {
        Description = "Mean number of sessions of a person per day",
        DefaultValueFactory = _ => new PopulationOptions { People = 1, Days = 1, Seed = 0 }.RateMean,
    };
    private readonly Option<bool> _clean = new("--clean") { Description = "Nothing goes wrong on the way" };
    private readonly Option<double> _duplicates = Share("--duplicates", "delivered twice", Defaults.DuplicateShare);
    private readonly Option<double> _late = Share("--late", "late", Defaults.LateShare);
    private readonly Option<string> _lateMost = new("--late-most") { Description = "Longest delay of late ones; default 2h", HelpName = "duration" };
    private readonly Option<double> _disorder = Share("--disorder", "out of order", Defaults.DisorderShare);
    private readonly Option<double> _skew = Share("--skew", "from a wrong clock", Defaults.SkewShare);
    private readonly Option<double> _malformed = Share("--malformed", "followed by a malformed one", Defaults.MalformedShare);

    public void AddTo(Command command)
    {
        _start.Validators.Add(result => Check(result, "--start", text => text == "now" || TryInstant(text, out _), "an RFC 3339 instant or now"));
        _duration.Validators.Add(result => Check(result, "--duration", text => DurationText.TryParse(text, out _), DurationText.Expected));
        _lateMost.Validators.Add(result => Check(result, "--late-most", text => DurationText.TryParse(text, out _), DurationText.Expected));
        Option[] all =
        [
            _people, _days, _seed, _start, _duration, _sessions, _clean, _duplicates, _late, _lateMost, _disorder, _skew, _malformed,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandException">The options contradict their ranges.</exception>
    public LoadOptions Read(ParseResult parsed, TimeProvider time)
    {
        var options = new LoadOptions
        {
            Population = new PopulationOptions
            {
                People = parsed.GetRequiredValue(_people),
                Days = parsed.GetRequiredValue(_days),
                Seed = parsed.GetRequiredValue(_seed),
                RateMean = parsed.GetRequiredValue(_sessions),
            },
            StartMs = parsed.GetValue(_start) switch
            {
                null => null,
                "now" => time.GetUtcNow().ToUnixTimeMilliseconds(),
                string text => TryInstant(text, out long instant) ? instant : null,
            },
            DurationMs = DurationOf(parsed.GetValue(_duration)),
            Disturbances = parsed.GetValue(_clean) ? DisturbanceOptions.None : new DisturbanceOptions
            {
                DuplicateShare = parsed.GetRequiredValue(_duplicates),
                LateShare = parsed.GetRequiredValue(_late),
                LateMostMs = DurationOf(parsed.GetValue(_lateMost)) ?? Defaults.LateMostMs,
                DisorderShare = parsed.GetRequiredValue(_disorder),
                SkewShare = parsed.GetRequiredValue(_skew),
                MalformedShare = parsed.GetRequiredValue(_malformed),
            },
        };
        string errors = string.Join("; ", options.Errors());
        return errors.Length == 0 ? options : throw new CommandException(ExitCode.Invalid, errors);
    }

    private static Option<double> Share(string name, string what, double share) => new(name)
    {
        Description = $"Share of records that are {what}",
        DefaultValueFactory = _ => share,
        HelpName = "0-1",
    };

    private static long? DurationOf(string? text) => text is not null && DurationText.TryParse(text, out long length) ? length : null;

    private static bool TryInstant(string text, out long unixMs)
    {
        bool good = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant);
        unixMs = instant.ToUnixTimeMilliseconds();
        return good;
    }

    private static void Check(OptionResult result, string name, Func<string, bool> isGood, string expected)
    {
        if (result.GetValueOrDefault<string>() is { } text && !isGood(text))
        {
            result.AddError($"{name}: {text} is not {expected}");
        }
    }
}
