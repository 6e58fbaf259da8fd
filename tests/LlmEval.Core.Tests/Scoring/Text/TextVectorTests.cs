using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>Every metric gives the numbers of its reference implementation.</summary>
public sealed class TextVectorTests
{
    public static TheoryData<string, string> Rows()
    {
        TheoryData<string, string> rows = [];
        foreach (string file in new[] { "bleu_sentence", "bleu_corpus", "chrf", "rouge", "gleu", "meteor_exact_stem", "squad", "porter_stem", "cosine", "ter", "levenshtein" })
        {
            foreach (string line in File.ReadLines(Path.Combine(Here(), "..", "Vectors", $"{file}.jsonl"))) { rows.Add(file, line); }
        }

        return rows;
    }

    [Fact]
    public void The_vectors_are_all_there() => Rows().Count.Should().Be(5 + 2 + 2 + 5 + 3 + 5 + 8 + 8 + 8 + 4 + 8);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_metric_is_that_of_its_reference_implementation(string metric, string line)
    {
        JsonElement row = JsonElement.Parse(line);
        JsonElement expected = row.GetProperty("expected");
        switch (metric)
        {
            case "bleu_sentence":
                BleuScore bleu = Bleu.Sentence(Text(row, "hypothesis"), Texts(row, "references"), Options(row));
                Same(bleu.Value, expected.GetProperty("score"));
                Same(bleu.BrevityPenalty, expected.GetProperty("bp"));
                bleu.Precisions.Should().HaveCount(4);
                for (int n = 0; n < 4; n++) { Same(bleu.Precisions[n], expected.GetProperty("precisions")[n]); }

                Same(bleu.Statistics.HypothesisLength, expected.GetProperty("sys_len"));
                Same(bleu.Statistics.ReferenceLength, expected.GetProperty("ref_len"));
                break;
            case "bleu_corpus":
                // References are columns there: the first reference of every answer, then the second.
                string[][] references = [.. row.GetProperty("references").EnumerateArray().Select(Strings)];
                string[] hypotheses = Texts(row, "hypotheses");
                BleuScore corpus = Bleu.Corpus(hypotheses, [.. hypotheses.Select((_, i) => references.Select(r => r[i]).ToArray())], Options(row) with { EffectiveOrder = false });
                Same(corpus.Value, expected.GetProperty("score"));
                corpus.Statistics.Matches.Should().Equal(expected.GetProperty("counts").EnumerateArray().Select(c => c.GetInt64()));
                corpus.Statistics.Totals.Should().Equal(expected.GetProperty("totals").EnumerateArray().Select(c => c.GetInt64()));
                break;
            case "chrf":
                JsonElement chrf = row.GetProperty("options");
                Same(Chrf.Sentence(Text(row, "hypothesis"), Texts(row, "references"), new ChrfOptions
                {
                    CharOrder = chrf.GetProperty("char_order").GetInt32(),
                    WordOrder = chrf.GetProperty("word_order").GetInt32(),
                    Beta = chrf.GetProperty("beta").GetDouble(),
                    Whitespace = chrf.TryGetProperty("whitespace", out JsonElement whitespace) && whitespace.GetBoolean(),
                }), expected.GetProperty("score"));
                break;
            case "rouge":
                (string prediction, string[] target, bool stem) = (Text(row, "prediction"), [Text(row, "target")], row.GetProperty("use_stemmer").GetBoolean());
                Same(Rouge.N(prediction, target, 1, stem), expected.GetProperty("rouge1"));
                Same(Rouge.N(prediction, target, 2, stem), expected.GetProperty("rouge2"));
                Same(Rouge.L(prediction, target, stem), expected.GetProperty("rougeL"));
                Same(Rouge.Lsum(prediction, target, stem), expected.GetProperty("rougeLsum"));
                break;
            case "gleu":
                Same(Gleu.Sentence(Text(row, "hypothesis"), Texts(row, "references")), expected.GetProperty("score"));
                break;
            case "meteor_exact_stem":
                Same(Meteor.ExactStem(Texts(row, "hypothesis_tokens"), [.. row.GetProperty("reference_tokens").EnumerateArray().Select(Strings)]), expected.GetProperty("score"));
                break;
            case "squad":
                Same(Squad.ExactMatch(Text(row, "prediction"), Texts(row, "references")) ? 1 : 0, expected.GetProperty("exact"));
                Same(Squad.F1(Text(row, "prediction"), Texts(row, "references")), expected.GetProperty("f1"));
                Squad.Normalize(Text(row, "prediction")).Should().Be(Text(expected, "normalized"));
                break;
            case "porter_stem": PorterStemmer.Stem(Text(row, "word")).Should().Be(expected.GetString()); break;
            case "cosine":
                Same(Cosine.Similarity(Numbers(row, "a"), Numbers(row, "b")), expected);
                break;
            case "ter": Same(Ter.Sentence(Text(row, "hypothesis"), Texts(row, "references")), expected.GetProperty("score")); break;
            case "levenshtein":
                Same(EditDistance.Similarity(Text(row, "a"), Text(row, "b"), CancellationToken.None)!.Value, expected.GetProperty("similarity"));
                Same(EditDistance.IndelRatio(Text(row, "a"), Text(row, "b"), CancellationToken.None)!.Value, expected.GetProperty("indel_ratio"));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(metric), metric, null);
        }
    }

    private static BleuOptions Options(JsonElement row)
    {
        JsonElement options = row.GetProperty("options");
        return new BleuOptions
        {
            Tokenization = Tokenizer.Parse(options.TryGetProperty("tokenize", out JsonElement name) ? name.GetString() : null),
            Lowercase = options.TryGetProperty("lowercase", out JsonElement lowercase) && lowercase.GetBoolean(),
        };
    }

    private static void Same(double actual, JsonElement expected) => actual.Should().BeApproximately(expected.GetDouble(), 1e-9);

    private static void Same(RougeScore actual, JsonElement expected)
    {
        Same(actual.Precision, expected.GetProperty("precision"));
        Same(actual.Recall, expected.GetProperty("recall"));
        Same(actual.F, expected.GetProperty("fmeasure"));
    }

    private static string Text(JsonElement row, string key) => row.GetProperty(key).GetString()!;

    private static string[] Texts(JsonElement row, string key) => Strings(row.GetProperty(key));

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];

    private static double[] Numbers(JsonElement row, string key) => [.. row.GetProperty(key).EnumerateArray().Select(n => n.GetDouble())];

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
