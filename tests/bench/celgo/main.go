// SPDX-License-Identifier: GPL-3.0-or-later

// How many events a second cel-go filters on one core: celgo FILE EXPRESSION [SECONDS], FILE one JSON body a line.
// Each body is parsed as cel-go's users do, by encoding/json into a map; `value` is that map, as in Flowbench.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/google/cel-go/cel"
)

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: celgo FILE EXPRESSION [SECONDS]"))
	}
	text, err := os.ReadFile(os.Args[1])
	fail(err)
	seconds := 2.0
	if len(os.Args) > 3 {
		seconds, err = strconv.ParseFloat(os.Args[3], 64)
		fail(err)
	}
	env, err := cel.NewEnv(cel.Variable("value", cel.DynType), cel.CrossTypeNumericComparisons(true))
	fail(err)
	ast, issues := env.Compile(os.Args[2])
	fail(issues.Err())
	program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	fail(err)

	bodies := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	hits, events := 0, 0
	begin := time.Now()
	for time.Since(begin).Seconds() < seconds {
		hits = 0
		for _, body := range bodies {
			var value map[string]any
			if json.Unmarshal(body, &value) != nil {
				continue
			}
			out, _, err := program.Eval(map[string]any{"value": value})
			if err == nil && out.Value() == true {
				hits++
			}
		}
		events += len(bodies)
	}
	fmt.Printf("{\"events_per_second\":%.0f,\"hits\":%d}\n", float64(events)/time.Since(begin).Seconds(), hits)
}
