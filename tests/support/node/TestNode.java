import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/**
 * Runs one node of the tests' cluster until its standard input ends, so that none outlives the tests.
 *
 * Arguments: a home folder, then settings as name=value; a value with commas is a list.
 */
public final class TestNode extends Node {
    private TestNode(Environment environment) {
        super(environment, Plugins.all(), false);
    }

    public static void main(String[] arguments) throws Exception {
        Path config = Files.createDirectories(Path.of(arguments[0], "config"));
        Settings.Builder settings = Settings.builder().put("path.home", arguments[0]);
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            String[] pair = argument.split("=", 2);
            if (pair[1].contains(",")) {
                settings.putList(pair[0], pair[1].split(","));
            } else {
                settings.put(pair[0], pair[1]);
            }
        }
        try (Node node = new TestNode(InternalSettingsPreparer.prepareEnvironment(
                settings.build(), Map.of(), config, () -> "unnamed"))) {
            node.start();
            while (System.in.read() >= 0) {
                // Nothing is sent to this node; the end of its input ends it.
            }
        }
        System.exit(0);
    }
}
