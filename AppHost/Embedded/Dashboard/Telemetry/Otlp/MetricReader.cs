using Dashboard.Telemetry.Metrics;
using Dashboard.Telemetry.Otlp.Protocol;
using Exemplar = Dashboard.Telemetry.Metrics.Exemplar;
using ExemplarRecord = Dashboard.Telemetry.Otlp.Protocol.Exemplar;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Reads the data points of one OTLP request.</summary>
/// <param name="read">Reads what all signals are made of.</param>
/// <param name="now">The present: no point is taken for one from the future.</param>
/// <param name="rejections">Where it counts what it rejects, by reason.</param>
internal sealed class MetricReader(OtlpReader read, DateTimeOffset now, Dictionary<string, int> rejections)
{
    private const int MostBuckets = 1_000;
    private const uint NoRecordedValue = 1;
    private const int Delta = 1;
    private const int Cumulative = 2;

    public Source Source(Resource? resource) => Telemetry.Source.Of(read.Attributes(resource?.Attributes ?? []));

    public IReadOnlyList<Reading> Read(string meter, MetricRecord metric)
    {
        var instrument = new Instrument(read.Text(meter), read.Text(metric.Name), KindOf(metric), read.Text(metric.Unit), read.Text(metric.Description));
        switch (metric.DataCase)
        {
            case MetricRecord.DataOneofCase.Gauge:
                return Numbers(instrument, metric.Gauge.DataPoints, isDelta: false);
            case MetricRecord.DataOneofCase.Sum when IsKnown(metric.Sum.AggregationTemporality, metric.Sum.DataPoints.Count):
                return Numbers(instrument, metric.Sum.DataPoints, metric.Sum.AggregationTemporality is Delta);
            case MetricRecord.DataOneofCase.Histogram when IsKnown(metric.Histogram.AggregationTemporality, metric.Histogram.DataPoints.Count):
                return [.. from point in metric.Histogram.DataPoints
                           let reading = Histogram(instrument, point, metric.Histogram.AggregationTemporality is Delta)
                           where reading is not null
                           select reading];
            case MetricRecord.DataOneofCase.ExponentialHistogram:
                Reject("Exponential histograms are not known here: export histograms with explicit bounds.", metric.ExponentialHistogram.DataPoints.Count);
                break;
            case MetricRecord.DataOneofCase.Summary:
                Reject("Summaries are not known here: export histograms with explicit bounds.", metric.Summary.DataPoints.Count);
                break;
            case MetricRecord.DataOneofCase.None:
                Reject("A metric has to be a gauge, a sum or a histogram.", 1);
                break;
        }

        return [];
    }

    public void Reject(string reason, int points)
    {
        if (points > 0)
            rejections[reason] = rejections.GetValueOrDefault(reason) + points;
    }

    private static InstrumentKind KindOf(MetricRecord metric) => metric.DataCase switch
    {
        MetricRecord.DataOneofCase.Sum => metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter,
        MetricRecord.DataOneofCase.Histogram => InstrumentKind.Histogram,
        _ => InstrumentKind.Gauge,
    };

    private bool IsKnown(int temporality, int points)
    {
        if (temporality is Delta or Cumulative)
            return true;

        Reject("A sum or histogram has to say whether it is delta or cumulative.", points);
        return false;
    }

    private List<Reading> Numbers(Instrument instrument, IEnumerable<NumberDataPoint> points, bool isDelta)
    {
        var readings = new List<Reading>();
        foreach (var point in points)
        {
            var value = point.ValueCase is NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
            if ((point.Flags & NoRecordedValue) != 0 || point.ValueCase is NumberDataPoint.ValueOneofCase.None)
                continue;

            if (!double.IsFinite(value) || (isDelta && instrument.Kind is InstrumentKind.Counter && value < 0))
            {
                Reject("A value has to be finite, and what is added to a counter not negative.", 1);
                continue;
            }

            readings.Add(new(instrument, Ordered(point.Attributes), Time(point.TimeUnixNano), value)
            {
                Start = Start(point.StartTimeUnixNano),
                IsDelta = isDelta,
                Exemplars = Exemplars(point.Exemplars),
            });
        }

        return readings;
    }

    private Reading? Histogram(Instrument instrument, HistogramDataPoint point, bool isDelta)
    {
        if ((point.Flags & NoRecordedValue) != 0)
            return null;

        double[] bounds = [.. point.ExplicitBounds];
        // A histogram may have no buckets at all, which is one without bounds.
        ulong[] counts = point.BucketCounts.Count == 0 && bounds.Length == 0 ? [point.Count] : [.. point.BucketCounts];
        if (counts.Length != bounds.Length + 1 || counts.Length > MostBuckets || !bounds.All(double.IsFinite) || !bounds.Zip(bounds.Skip(1)).All(two => two.First < two.Second))
        {
            Reject($"A histogram needs finite bounds that grow, one more count than bounds, and no more than {MostBuckets} of these.", 1);
            return null;
        }

        return new(instrument, Ordered(point.Attributes), Time(point.TimeUnixNano), double.IsFinite(point.Sum) ? point.Sum : 0)
        {
            Start = Start(point.StartTimeUnixNano),
            IsDelta = isDelta,
            Bounds = bounds,
            Counts = counts,
            Exemplars = Exemplars(point.Exemplars),
        };
    }

    private Attributes Ordered(IReadOnlyList<KeyValue> attributes) => AttributeSets.Ordered(read.Attributes(attributes));

    private DateTimeOffset Time(ulong unixNanoseconds) => unixNanoseconds == 0 || OtlpReader.Time(unixNanoseconds) > now ? now : OtlpReader.Time(unixNanoseconds);

    private static DateTimeOffset? Start(ulong unixNanoseconds) => unixNanoseconds == 0 ? null : OtlpReader.Time(unixNanoseconds);

    private static IReadOnlyList<Exemplar> Exemplars(IEnumerable<ExemplarRecord> exemplars) =>
    [
        .. from exemplar in exemplars
           let trace = OtlpReader.Id(exemplar.TraceId)
           let value = exemplar.ValueCase is ExemplarRecord.ValueOneofCase.AsInt ? exemplar.AsInt : exemplar.AsDouble
           where exemplar.TraceId.Length == 16 && trace is not null && double.IsFinite(value)
           orderby exemplar.TimeUnixNano
           select new Exemplar(OtlpReader.Time(exemplar.TimeUnixNano), value, trace, OtlpReader.Id(exemplar.SpanId)),
    ];
}
