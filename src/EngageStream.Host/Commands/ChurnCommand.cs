using System.CommandLine;
using System.Globalization;
using EngageStream.Fitting;
using EngageStream.Fitting.Churn;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;
using EngageStream.Host.Churn;
using EngageStream.Host.Cli;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream churn fit</c>: parameters of a churn model from a transaction file or an events topic.</summary>
internal static class ChurnCommand
{
    private const string Details = """
        Fits a churn model by maximum likelihood to who was active on which days, and prints the parameters, also as the lines
        to put into a playbook. Live scoring uses MBG/NBD in days; BG/NBD serves the comparison with published results.
        """;

    private const string Example = """
        engagestream churn fit --csv online_retail.csv.gz --customer CustomerID --time InvoiceDate --exclude InvoiceNo=C --exclude InvoiceNo=A
        engagestream churn fit --topic engage.events --bootstrap 127.0.0.1:9092 --event "Order Completed" --zone Europe/London
        engagestream churn fit --topic engage.events --config engage.yaml
        engagestream churn fit --cdnow CDNOW_sample.txt --model bg-nbd --unit weeks --until 1997-09-30
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var csv = new Option<string?>("--csv") { Description = "CSV file with a header line, plain or gzip", HelpName = "file" };
        var cdnow = new Option<string?>("--cdnow") { Description = "File in the format of the CDNOW data", HelpName = "file" };
        var topic = new Option<string?>("--topic") { Description = "Events topic, read from its beginning to its end", HelpName = "name" };
        var bootstrap = new Option<string>("--bootstrap")
        {
            Description = "Kafka's bootstrap servers, for --topic",
            DefaultValueFactory = _ => "127.0.0.1:9092",
            HelpName = "host:port",
        };
        var eventName = new Option<string?>("--event") { Description = "The event of --topic that makes an active day; any if not given", HelpName = "name" };
        var customer = new Option<string?>("--customer") { Description = "CSV column of the customer", HelpName = "column" };
        var time = new Option<string?>("--time") { Description = "CSV column of the time", HelpName = "column" };
        var format = new Option<string?>("--time-format")
        {
            Description = "Pattern of the time column; ISO 8601 if not given",
            HelpName = "pattern",
        };
        var zone = new Option<string>("--zone")
        {
            Description = "Zone whose midnight parts days, for times with an offset",
            DefaultValueFactory = _ => "UTC",
            HelpName = "name",
        };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Leaves out rows whose column begins with a prefix; repeatable",
            HelpName = "column=prefix",
        };
        var model = new Option<string>("--model")
        {
            Description = "mbg-nbd or bg-nbd",
            DefaultValueFactory = _ => "mbg-nbd",
            HelpName = "name",
        };
        var unit = new Option<string>("--unit") { Description = "days or weeks", DefaultValueFactory = _ => "days", HelpName = "unit" };
        var until = new Option<DateOnly?>("--until")
        {
            Description = "Last day that counts; the last in the data if not given",
            HelpName = "yyyy-mm-dd",
        };
        model.AcceptOnlyFromAmong("mbg-nbd", "bg-nbd");
        unit.AcceptOnlyFromAmong("days", "weeks");
        var fit = new DocumentedCommand("fit", "Fits a churn model to history.", Details, Example)
        {
            csv, cdnow, topic, bootstrap, eventName, customer, time, format, zone, exclude, model, unit, until,
        };
        var settings = new EngineSettings(onlyKafka: true);
        settings.AddTo(fit);
        fit.Validators.Add(result =>
        {
            if (new[] { result.GetValue(csv), result.GetValue(cdnow), result.GetValue(topic) }.Count(source => source is not null) != 1)
            {
                result.AddError("one of --csv, --cdnow and --topic is needed");
            }
            else if (result.GetValue(csv) is not null && (result.GetValue(customer) is null || result.GetValue(time) is null))
            {
                result.AddError("--csv needs --customer and --time, the names of two columns");
            }
        });
        fit.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                bool isCsv = parsed.GetValue(csv) is not null;
                var options = new ChurnFitOptions
                {
                    File = parsed.GetValue(csv) ?? parsed.GetValue(cdnow),
                    FileKind = isCsv ? ChurnFileKind.Csv : ChurnFileKind.Cdnow,
                    Csv = isCsv
                        ? new CsvLayout(parsed.GetValue(customer)!, parsed.GetValue(time)!)
                        {
                            TimeFormat = parsed.GetValue(format),
                            Zone = Zone(parsed.GetRequiredValue(zone)),
                            Exclusions = Guard(() => (parsed.GetValue(exclude) ?? []).Select(RowExclusion.Parse).ToList()),
                        }
                        : null,
                    Model = ChurnModelKinds.Parse(parsed.GetRequiredValue(model)),
                    Unit = parsed.GetRequiredValue(unit) == "weeks" ? TimeUnit.Weeks : TimeUnit.Days,
                    CalibrationEnd = parsed.GetValue(until),
                };
                var progress = new FitProgress(new ProgressLine(context));
                ChurnFitReport report = Guard(() =>
                {
                    if (parsed.GetValue(topic) is not { } name)
                    {
                        return ChurnFitJob.Run(options, progress, cancellation);
                    }

                    IReadOnlyDictionary<string, string> kafka = settings.LoadKafka(parsed, context, bootstrap);
                    var source = new TopicHistory(kafka, name, parsed.GetValue(eventName), Zone(parsed.GetRequiredValue(zone)));
                    (HistoryBuilder history, ReadCounts counts) = source.Read(new ProgressLine(context), cancellation);
                    return ChurnFitJob.Run(options, history, counts, progress, cancellation);
                });
                context.Out.WriteLine(report.ToString());
                context.Out.WriteLine(report.ToYaml().TrimEnd());
                return (int)ExitCode.Success;
            },
            cancellation));
        return new Command("churn", "Works on churn models.") { fit };
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
        ? zone
        : throw new CommandException(ExitCode.Invalid, $"--zone: there is no time zone '{name}'; use an IANA name such as Europe/London");

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FittingException fault)
        {
            throw new CommandException(fault.InnerException is FileNotFoundException or DirectoryNotFoundException ? ExitCode.FileMissing
                : ExitCode.Invalid, fault.Message);
        }
    }

    private sealed class FitProgress(ProgressLine line) : IProgress<ChurnFitProgress>
    {
        public void Report(ChurnFitProgress value) => line.Offer(() => value.Stage == ChurnFitStage.Reading
            ? string.Create(CultureInfo.InvariantCulture, $"read {value.Done:N0} rows")
            : string.Create(CultureInfo.InvariantCulture,
                $"searched from {value.Done} starting points, log-likelihood {value.LogLikelihood:F2}"));
    }
}
