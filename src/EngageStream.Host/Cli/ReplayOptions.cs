using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EngageStream.Domain.Partitioning;
using EngageStream.Host.Replay;

namespace EngageStream.Host.Cli;

/// <summary>The options that all commands share which fill an events topic.</summary>
internal sealed class ReplayOptions
{
    private static readonly string[] Partitioners = ["murmur2", "crc32"];

    /// <summary><c>--bootstrap</c>.</summary>
    public Option<string> Bootstrap { get; } = new("--bootstrap")
    {
        Description = "Kafka's bootstrap servers",
        DefaultValueFactory = _ => "127.0.0.1:9092",
        HelpName = "host:port",
    };

    /// <summary><c>--topic</c>.</summary>
    public Option<string> Topic { get; } = new("--topic")
    {
        Description = "Events topic; created where it is missing",
        DefaultValueFactory = _ => "engage.events",
        HelpName = "name",
    };

    /// <summary><c>--partitions</c>.</summary>
    public Option<int> Partitions { get; } = new("--partitions")
    {
        Description = "Partitions of a topic that has to be created",
        DefaultValueFactory = _ => 8,
        HelpName = "1-1000",
    };

    /// <summary><c>--partitioner</c>.</summary>
    public Option<string> PartitionerName { get; } = new("--partitioner")
    {
        Description = "How a person's partition is found, murmur2 or crc32; the engine must be set alike",
        DefaultValueFactory = _ => Partitioners[0],
        HelpName = "name",
    };

    /// <summary><c>--pace</c>.</summary>
    public Option<string> Pace { get; } = new("--pace")
    {
        Description = "How many times faster than real time, or max: 86400 plays a day in a second, 525600 a year in a minute",
        DefaultValueFactory = _ => "max",
        HelpName = "factor|max",
    };

    /// <summary>What else Kafka's clients need, such as TLS and SASL.</summary>
    public EngineSettings Settings { get; } = new(onlyKafka: true);

    /// <summary>Adds the options and their checks to a command.</summary>
    public void AddTo(Command command)
    {
        PartitionerName.AcceptOnlyFromAmong(Partitioners);
        OptionChecks.FactorOrMax(Pace);
        OptionChecks.Range(Partitions, 1, 1000);
        foreach (Option option in new Option[] { Bootstrap, Topic, Partitions, PartitionerName, Pace })
        {
            command.Options.Add(option);
        }

        Settings.AddTo(command);
    }

    /// <summary>Whether a command line says where Kafka is.</summary>
    public bool NamesKafka(CommandResult result) => result.GetResult(Bootstrap) is { Implicit: false } || Settings.IsGiven(result);

    /// <summary>The topic that was asked for.</summary>
    /// <exception cref="CommandException">Something is wrong with the settings.</exception>
    public ReplayTopic TopicOf(ParseResult parsed, CommandContext context)
    {
        IReadOnlyDictionary<string, string> kafka = Settings.LoadKafka(parsed, context, Bootstrap);
        return new ReplayTopic
        {
            BootstrapServers = kafka["bootstrap.servers"],
            Kafka = kafka,
            Name = parsed.GetRequiredValue(Topic),
            Partitions = parsed.GetRequiredValue(Partitions),
            Partitioner = parsed.GetRequiredValue(PartitionerName) == "crc32" ? PartitionerKind.Crc32 : PartitionerKind.Murmur2,
        };
    }

    /// <summary>A factor, or infinity for <c>max</c>; the text has been checked.</summary>
    public static double Factor(string text) => text == "max" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
