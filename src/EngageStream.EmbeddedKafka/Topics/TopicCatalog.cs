using System.Collections.Concurrent;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>
/// All topics. Each has the folder <c>topics/NAME</c> with <c>topic.json</c> and a folder per partition. A deleted
/// topic's folder is first moved to <c>trash</c>, so that a crash leaves it whole or gone.
/// </summary>
internal sealed class TopicCatalog : IDisposable
{
    /// <summary>More partitions than this in one topic are refused: each costs open files.</summary>
    public const int MaxPartitions = 10_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly BrokerOptions _options;
    private readonly ILogger _logger;
    private readonly string _root;
    private readonly string _trash;
    private readonly DeletedFiles _deleted = new();

    public TopicCatalog(BrokerOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        Definitions = new ConfigDefinitions(options.SegmentBytes);
        _root = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "topics")).FullName;
        _trash = Path.Combine(options.DataDirectory, "trash");
        EmptyTrash();
        foreach (string directory in Directory.EnumerateDirectories(_root))
        {
            Load(directory);
        }
    }

    public ConfigDefinitions Definitions { get; }

    public IEnumerable<Topic> All => _topics.Values.OrderBy(t => t.Name, StringComparer.Ordinal);

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _topics.Values.FirstOrDefault(t => t.Id == id);

    public PartitionLog? Partition(string topic, int partition) => Find(topic)?.Partition(partition);

    /// <summary>Checks what a topic is asked to be, and creates it unless told only to check.</summary>
    public (ErrorCode Error, string? Reason, Topic? Topic) Create(TopicSpec spec, bool validateOnly = false)
    {
        lock (_lock)
        {
            (ErrorCode error, string? reason) = Check(spec);
            if (error != ErrorCode.None || validateOnly)
            {
                return (error, reason, null);
            }

            string directory = Path.Combine(_root, spec.Name);
            int partitions = spec.Partitions == -1 ? _options.DefaultPartitions : spec.Partitions;
            var file = new TopicFile(Guid.NewGuid(), partitions, new SortedDictionary<string, string>(spec.Configs, StringComparer.Ordinal));
            Directory.CreateDirectory(directory);
            Topic topic = Open(spec.Name, directory, file);
            file.Write(directory);
            _topics[spec.Name] = topic;
            Log.TopicCreated(_logger, spec.Name, partitions);
            return (ErrorCode.None, null, topic);
        }
    }

    /// <summary>Deletes a topic and its data. False when there is none.</summary>
    public bool Delete(string name)
    {
        lock (_lock)
        {
            if (!_topics.TryRemove(name, out Topic? topic))
            {
                return false;
            }

            foreach (PartitionLog partition in topic.Partitions)
            {
                partition.Abandon();
            }

            Discard(Path.Combine(_root, name));
            EmptyTrash();
            Log.TopicDeleted(_logger, name);
            return true;
        }
    }

    /// <summary>Checks changed settings of a topic, and from then on acts on them unless told only to check.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="change">Makes the settings given to the topic into the new ones, or says what is wrong.</param>
    /// <param name="validateOnly">Whether to leave things as they are.</param>
    public (ErrorCode Error, string? Reason) Alter(string name, Func<SortedDictionary<string, string>, string?> change, bool validateOnly)
    {
        lock (_lock)
        {
            if (Find(name) is not { } topic)
            {
                return (ErrorCode.UnknownTopicOrPartition, $"there is no topic '{name}'");
            }

            var configs = new SortedDictionary<string, string>(topic.Configs.ToDictionary(), StringComparer.Ordinal);
            if ((change(configs) ?? Check(configs)) is { } invalid)
            {
                return (ErrorCode.InvalidConfig, invalid);
            }

            if (!validateOnly)
            {
                new TopicFile(topic.Id, topic.Partitions.Length, configs).Write(Path.Combine(_root, name));
                LogSettings settings = TopicSettings.For(configs, Definitions, _options);
                foreach (PartitionLog partition in topic.Partitions)
                {
                    partition.Configure(settings);
                }

                _topics[name] = topic with { Configs = configs };
                Log.TopicAltered(_logger, name);
            }

            return (ErrorCode.None, null);
        }
    }

    /// <summary>Adds empty partitions to a topic until it has so many, unless told only to check.</summary>
    public (ErrorCode Error, string? Reason) Extend(string name, int partitions, bool validateOnly)
    {
        lock (_lock)
        {
            if (Find(name) is not { } topic)
            {
                return (ErrorCode.UnknownTopicOrPartition, $"there is no topic '{name}'");
            }

            if (partitions <= topic.Partitions.Length || partitions > MaxPartitions)
            {
                return (ErrorCode.InvalidPartitions, $"the topic has {topic.Partitions.Length} partitions: ask for more, up to {MaxPartitions}");
            }

            if (!validateOnly)
            {
                string directory = Path.Combine(_root, name);
                var configs = new SortedDictionary<string, string>(topic.Configs.ToDictionary(), StringComparer.Ordinal);
                LogSettings settings = TopicSettings.For(configs, Definitions, _options);
                PartitionLog[] added = [.. Enumerable.Range(topic.Partitions.Length, partitions - topic.Partitions.Length)
                    .Select(i => OpenPartition(directory, i, settings))];
                new TopicFile(topic.Id, partitions, configs).Write(directory);
                _topics[name] = topic with { Partitions = [.. topic.Partitions, .. added] };
                Log.TopicExtended(_logger, name, partitions);
            }

            return (ErrorCode.None, null);
        }
    }

    public void Flush()
    {
        foreach (PartitionLog partition in _topics.Values.SelectMany(t => t.Partitions))
        {
            partition.Flush();
        }
    }

    public void Dispose()
    {
        foreach (PartitionLog partition in _topics.Values.SelectMany(t => t.Partitions))
        {
            partition.Dispose();
        }

        _deleted.Dispose();
    }

    private (ErrorCode Error, string? Reason) Check(TopicSpec spec)
    {
        if (!TopicNames.IsValid(spec.Name))
        {
            return (ErrorCode.InvalidTopic, "a topic name has 1 to 249 letters, digits, dots, underscores and hyphens");
        }

        if (_topics.ContainsKey(spec.Name))
        {
            return (ErrorCode.TopicAlreadyExists, $"Topic '{spec.Name}' already exists.");
        }

        if (spec.Partitions is not -1 and (< 1 or > MaxPartitions))
        {
            return (ErrorCode.InvalidPartitions, $"the number of partitions must be between 1 and {MaxPartitions}");
        }

        if (spec.ReplicationFactor is not (-1 or 1))
        {
            return (ErrorCode.InvalidReplicationFactor, "there is one broker, so the replication factor can only be 1");
        }

        return Check(spec.Configs) is { } invalid ? (ErrorCode.InvalidConfig, invalid) : (ErrorCode.None, null);
    }

    private string? Check(IEnumerable<KeyValuePair<string, string>> configs) =>
        configs.Select(c => Definitions.Check(c.Key, c.Value)).FirstOrDefault(reason => reason is not null);

    private void Load(string directory)
    {
        if (TopicFile.TryRead(directory) is not { } file)
        {
            // Its creation was not finished, so nobody was told that it exists.
            Discard(directory);
            EmptyTrash();
            return;
        }

        string name = Path.GetFileName(directory);
        _topics[name] = Open(name, directory, file);
    }

    private Topic Open(string name, string directory, TopicFile file)
    {
        LogSettings settings = TopicSettings.For(file.Configs, Definitions, _options);
        var partitions = new PartitionLog[file.Partitions];
        for (int i = 0; i < partitions.Length; i++)
        {
            partitions[i] = OpenPartition(directory, i, settings);
        }

        return new Topic(name, file.Id, file.Configs, partitions);
    }

    private PartitionLog OpenPartition(string directory, int partition, LogSettings settings) =>
        new(Topic.PartitionDirectory(directory, partition), settings, _logger, closeDeleted: _deleted.Close);

    private void Discard(string directory)
    {
        Directory.CreateDirectory(_trash);
        Directory.Move(directory, Path.Combine(_trash, Guid.NewGuid().ToString("N")));
    }

    private void EmptyTrash()
    {
        if (Directory.Exists(_trash))
        {
            Directory.Delete(_trash, recursive: true);
        }
    }
}
